/** An answer of AWS that is an error: its code, its HTTP status and the sentence AWS uses. */
export class AwsError extends Error {
  /**
   * @param code the error code on the wire, such as `NoSuchBucket`
   * @param status the HTTP status
   * @param details further elements of the error body (S3 puts `BucketName`, `Region`, `Endpoint` there)
   * @param headers further response headers
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly details: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

/** The error of EC2 for an id that names nothing, such as `InvalidVolume.NotFound`. */
export function ec2NotFound(code: string, noun: string, ids: readonly string[]): AwsError {
  const message =
    ids.length === 1 ? `The ${noun} '${ids[0]}' does not exist` : `The ${noun}s '${ids.join(', ')}' do not exist`;
  return new AwsError(code, message);
}

/** The error of IAM for an entity that does not exist. */
export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}
