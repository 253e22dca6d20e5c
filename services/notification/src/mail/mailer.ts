/** Sending through SES. */
import { setTimeout as wait } from 'node:timers/promises';
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
const final = new Set([
  'MessageRejected',
  'BadRequestException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'ValidationException',
]);

/** Waits while SES says that we are too fast, which is once a second for a new account; together within the time for one mail. */
const pacesMs = [1_000, 2_000, 4_000];
/** Longest time for one mail, in milliseconds: well within the lease of its sender. */
const longestMs = 20_000;

const isThrottled = (error: unknown): boolean =>
  error instanceof Error &&
  (/Throttl|TooManyRequests/.test(error.name) ||
    ('$retryable' in error && /"throttling":true/.test(JSON.stringify(error.$retryable))));

/** A mailer over SESv2. */
export function sesMailer(settings: SESv2ClientConfig): Mailer {
  // The SDK would try again after a broken connection, too, when SES may have taken the mail.
  const client = new SESv2Client({ ...settings, maxAttempts: 1 });
  const attempt = async (command: SendEmailCommand, abortSignal: AbortSignal): Promise<string> => {
    for (const pace of pacesMs) {
      try {
        return idOf(await client.send(command, { abortSignal }));
      } catch (error) {
        if (!isThrottled(error)) throw error;
        await wait(pace, undefined, { signal: abortSignal });
      }
    }
    return idOf(await client.send(command, { abortSignal }));
  };
  return {
    close: () => client.destroy(),
    send: async (mail) => {
      try {
        return await attempt(commandOf(mail), AbortSignal.timeout(longestMs));
      } catch (error) {
        if (error instanceof Error && final.has(error.name))
          throw new MailRefused(`${error.name}: ${error.message}`, { cause: error });
        throw error;
      }
    },
  };
}

/** It took the mail, whatever its answer looks like: without an id that can be kept, the mail is sent all the same. */
const idOf = ({ MessageId }: { MessageId?: unknown }): string =>
  typeof MessageId === 'string' ? MessageId.slice(0, 200) : '';

function commandOf({ id, from, to, subject, html, text }: OutgoingMail): SendEmailCommand {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
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
}
