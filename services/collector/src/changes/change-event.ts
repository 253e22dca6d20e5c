/** A change in AWS, as CloudTrail tells of it through EventBridge: what the message holds and what of it counts. Pure. */
import { AwsAccountId, AwsRegion } from '@cspmexa/contracts';
import { z } from 'zod';

const Parameters = z.record(z.string(), z.unknown()).nullish();

const UserIdentity = z.object({
  type: z.string().nullish(),
  arn: z.string().nullish(),
  userName: z.string().nullish(),
  principalId: z.string().nullish(),
  accountId: z.string().nullish(),
  invokedBy: z.string().nullish(),
  sessionContext: z.object({ sessionIssuer: z.object({ arn: z.string().nullish() }).nullish() }).nullish(),
});
export type UserIdentity = z.infer<typeof UserIdentity>;

/** What EventBridge wraps around every event. */
const Envelope = z.object({ 'detail-type': z.string(), source: z.string(), account: z.string(), detail: z.unknown() });

/** The record of a call, as far as it counts here. Ids and names are those of AWS, so that they fit into every column. */
const Detail = z.object({
  eventID: z.string().regex(/^[\w-]{1,100}$/),
  eventName: z.string().regex(/^\w{1,200}$/),
  eventSource: z.string().max(200),
  eventTime: z.iso.datetime({ offset: true }),
  awsRegion: AwsRegion,
  recipientAccountId: AwsAccountId,
  userIdentity: UserIdentity.nullish(),
  errorCode: z.string().nullish(),
  readOnly: z.union([z.boolean(), z.enum(['true', 'false'])]).nullish(),
  managementEvent: z.boolean().nullish(),
  eventCategory: z.string().nullish(),
  requestParameters: Parameters,
  responseElements: Parameters,
  resources: z.array(z.object({ ARN: z.string().nullish() })).nullish(),
});
export type ChangeEvent = z.infer<typeof Detail>;

/** What a message of the queue holds: a change, something that is none, or nothing that can ever be read. */
export type ReadMessage =
  | { readonly change: ChangeEvent }
  | { readonly ignored: 'other' | 'failed' | 'read-only' | 'data' }
  | { readonly broken: string };

/** CloudTrail through EventBridge, straight to the queue or through a topic of SNS. */
export function readMessage(body: string): ReadMessage {
  const envelope = Envelope.safeParse(unwrapped(parse(body)));
  if (!envelope.success) return { broken: 'It is no event of EventBridge.' };
  const { source, account, detail } = envelope.data;
  if (envelope.data['detail-type'] !== 'AWS API Call via CloudTrail' || !source.startsWith('aws.'))
    return { ignored: 'other' };
  const parsed = Detail.safeParse(detail);
  if (!parsed.success) return { broken: problemsOf(parsed.error) };
  const change = parsed.data;
  // AWS writes the account around the event: what is inside could be anyone's words.
  if (account !== change.recipientAccountId)
    return { broken: `It came from ${account.slice(0, 20)} and speaks of another account.` };
  if (change.errorCode) return { ignored: 'failed' };
  if (String(change.readOnly) === 'true' || looks.test(change.eventName)) return { ignored: 'read-only' };
  if (change.managementEvent === false || (change.eventCategory ?? 'Management') !== 'Management')
    return { ignored: 'data' };
  return { change };
}

/** Calls that change nothing, though CloudTrail does not always say so. Our own scans make some of them. */
const looks =
  /^(BatchGet|Check|Decode|Describe|Detect|Export|Generate|Get|Head|List|Lookup|Preview|Search|Simulate|Test|Validate|Verify)[A-Z]/;

/** SNS puts the event as a text into its own envelope, unless raw delivery is on. */
function unwrapped(message: unknown): unknown {
  const notification = z.object({ Type: z.literal('Notification'), Message: z.string() }).safeParse(message);
  return notification.success ? parse(notification.data.Message) : message;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const problemsOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join(' ')
    .slice(0, 500);
