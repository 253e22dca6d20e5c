/** Answers in AWS's wire formats, for tests that need one of their own. */

/** An error in the spelling of EC2. */
export const errorOf = (code: string, status = 400) => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors><RequestID>1</RequestID></Response>`,
});

/** The same in the spelling of IAM. */
export const iamErrorOf = (code: string, status = 400) => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

/** The same in the spelling of S3. */
export const s3ErrorOf = (code: string, status = 404) => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message><RequestId>1</RequestId></Error>`,
});

export const ok = (body: string) => ({ status: 200, body });

/** An IAM answer around its result. */
export const iamAnswer = (operation: string, result: string) =>
  ok(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`);

export const ec2Answer = (operation: string, result: string) =>
  ok(`<${operation}Response><requestId>1</requestId>${result}</${operation}Response>`);
