/** Sending through SES. */
import { SESv2Client, SendEmailCommand, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';

export interface OutgoingMail {
  /** Our id of the delivery, sent as a header, so that a second copy after a crash can be told. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Injection token of the Mailer. */
export const MAILER = Symbol('Mailer');

export interface Mailer {
  /** Hands a mail over. @returns the provider's id. @throws MailRefused when it never will be sent; anything else is worth another try. */
  send(mail: OutgoingMail): Promise<string>;
  close(): void;
}

/** SES will not send this mail, however often it is asked. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Errors of SES that another try does not mend. */
const final = new Set(['MessageRejected', 'BadRequestException', 'MailFromDomainNotVerifiedException', 'NotFoundException', 'ValidationException']);

/** A mailer over SESv2. */
export function sesMailer(settings: SESv2ClientConfig): Mailer {
  const client = new SESv2Client({ retryMode: 'standard', maxAttempts: 3, ...settings });
  return {
    close: () => client.destroy(),
    send: async ({ id, from, to, subject, html, text }) => {
      const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Html: utf8(html), Text: utf8(text) },
            Headers: [
              { Name: 'X-Cspmexa-Delivery', Value: id },
              { Name: 'Auto-Submitted', Value: 'auto-generated' },
            ],
          },
        },
      });
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(20_000) });
        return MessageId ?? '';
      } catch (error) {
        if (error instanceof Error && final.has(error.name)) throw new MailRefused(`${error.name}: ${error.message}`, { cause: error });
        throw error;
      }
    },
  };
}
