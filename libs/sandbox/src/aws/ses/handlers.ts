/** The operations of SES: mails are kept in the account's mailbox and go nowhere. */
import type {
  CreateEmailIdentityRequest,
  DeleteEmailIdentityRequest,
  GetAccountResponse,
  GetEmailIdentityRequest,
  ListEmailIdentitiesRequest,
  SendEmailRequest,
  SendEmailResponse,
} from '@aws-sdk/client-sesv2';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { pageOf } from '../paging.js';
import { findBody, parseMime } from './mime.js';
import type { SentMail } from './state.js';

const DAY_MS = 86_400_000;

function addressOf(text: string): string {
  return (/<([^>]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

const addresses = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** What of a mail depends on whether its content is simple or raw. */
function contentOf(input: SendEmailRequest): Partial<SentMail> & Pick<SentMail, 'subject' | 'headers'> {
  const { Simple: simple, Raw: raw } = input.Content ?? {};
  if (simple !== undefined) {
    const { Text: text, Html: html } = simple.Body ?? {};
    return {
      subject: simple.Subject?.Data ?? '',
      headers: Object.fromEntries((simple.Headers ?? []).map((header) => [header.Name ?? '', header.Value ?? ''])),
      ...(text?.Data === undefined ? {} : { text: text.Data }),
      ...(html?.Data === undefined ? {} : { html: html.Data }),
    };
  }
  if (raw?.Data === undefined) {
    throw new AwsError('BadRequestException', 'Exactly one of Simple, Raw or Template content must be provided.');
  }
  const bytes = Buffer.from(raw.Data);
  const message = parseMime(bytes.toString('utf8'));
  const [text, html] = [findBody(message, 'text/plain'), findBody(message, 'text/html')];
  return {
    subject: message.headers['subject'] ?? '',
    headers: message.headers,
    raw: bytes,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    ...(message.headers['from'] === undefined ? {} : { from: message.headers['from'] }),
    to: addresses(message.headers['to']),
    cc: addresses(message.headers['cc']),
  };
}

function assertVerified(call: CallContext, from: string): void {
  const { requireVerifiedSender, identities } = call.account.ses;
  if (!requireVerifiedSender) return;
  const address = addressOf(from);
  const domain = address.slice(address.indexOf('@') + 1);
  if (identities.get(address)?.verified === true || identities.get(domain)?.verified === true) return;
  const message =
    'Email address is not verified. The following identities failed the check in region ' +
    `${call.region.toUpperCase()}: ${address}`;
  throw new AwsError('MessageRejected', message);
}

function sendEmail(call: CallContext, input: SendEmailRequest): SendEmailResponse {
  const content = contentOf(input);
  const { Destination: given = {} } = input;
  const from = input.FromEmailAddress ?? content.from ?? '';
  assertVerified(call, from);
  const mail: SentMail = {
    ...content,
    messageId: `${call.account.ids.hex(16)}-${call.account.ids.uuid()}-000000`,
    at: call.now,
    region: call.region,
    from,
    to: given.ToAddresses ?? content.to ?? [],
    cc: given.CcAddresses ?? content.cc ?? [],
    bcc: given.BccAddresses ?? [],
    replyTo: input.ReplyToAddresses ?? [],
    tags: Object.fromEntries((input.EmailTags ?? []).map((tag) => [tag.Name ?? '', tag.Value ?? ''])),
    ...(input.ConfigurationSetName === undefined ? {} : { configurationSet: input.ConfigurationSetName }),
  };
  if (mail.to.length + mail.cc.length + mail.bcc.length === 0) {
    throw new AwsError('BadRequestException', 'Destination must have at least one recipient.');
  }
  call.account.ses.mailbox.push(mail);
  for (const listener of call.account.ses.listeners) listener(mail);
  return { MessageId: mail.messageId };
}

function getAccount({ account, now }: CallContext): GetAccountResponse {
  const sent = account.ses.mailbox.filter((mail) => now.getTime() - mail.at.getTime() < DAY_MS);
  return {
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: sent.length },
    SendingEnabled: true,
    ProductionAccessEnabled: true,
    EnforcementStatus: 'HEALTHY',
    DedicatedIpAutoWarmupEnabled: false,
  };
}

const kindOf = (identity: string): 'EMAIL_ADDRESS' | 'DOMAIN' => (identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN');

function unknownIdentity(identity: string | undefined): AwsError {
  return new AwsError('NotFoundException', `Email identity ${identity} does not exist.`, 404);
}

/** The operations by name. */
export const sesHandlers: Handlers = {
  SendEmail: sendEmail,
  GetAccount: getAccount,
  GetEmailIdentity: ({ account }, input: GetEmailIdentityRequest) => {
    const name = (input.EmailIdentity ?? '').toLowerCase();
    const identity = account.ses.identities.get(name);
    if (identity === undefined) throw unknownIdentity(input.EmailIdentity);
    return {
      IdentityType: kindOf(name),
      VerifiedForSendingStatus: identity.verified,
      VerificationStatus: identity.verified ? 'SUCCESS' : 'PENDING',
      FeedbackForwardingStatus: true,
      Policies: {},
      Tags: [],
    };
  },
  CreateEmailIdentity: ({ account }, input: CreateEmailIdentityRequest) => {
    const name = (input.EmailIdentity ?? '').toLowerCase();
    if (account.ses.identities.has(name)) {
      throw new AwsError('AlreadyExistsException', `Email identity ${input.EmailIdentity} already exist.`);
    }
    account.ses.identities.set(name, { verified: false });
    return { IdentityType: kindOf(name), VerifiedForSendingStatus: false };
  },
  DeleteEmailIdentity: ({ account }, input: DeleteEmailIdentityRequest) => {
    if (!account.ses.identities.delete((input.EmailIdentity ?? '').toLowerCase())) {
      throw unknownIdentity(input.EmailIdentity);
    }
    return {};
  },
  ListEmailIdentities: (call, input: ListEmailIdentitiesRequest) => {
    const badToken = (): AwsError => new AwsError('InvalidNextTokenException', 'The next token is invalid.');
    const asked = { token: input.NextToken, limit: input.PageSize };
    const { items, next } = pageOf(call, [...call.account.ses.identities], asked, badToken);
    const EmailIdentities = items.map(([name, { verified }]) => ({
      IdentityType: kindOf(name),
      IdentityName: name,
      SendingEnabled: verified,
      VerificationStatus: verified ? 'SUCCESS' : 'PENDING',
    }));
    return { EmailIdentities, NextToken: next };
  },
};
