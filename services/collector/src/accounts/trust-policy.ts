/** What a role's trust policy says of who may assume it. */
import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { AccountLimits, Aws, Clients, type ClientSettings, type Coverage } from '@cspmexa/collector-kit';
import { isProblem, parseDocument, trustGrants } from '@cspmexa/policy-kit';

/** The read policy grants it, unlike iam:GetRole. */
const action = 'iam:GetAccountAuthorizationDetails';
const pageSize = 200;
/** A person waits for the check; an account with very many roles is left to the scans. */
const patience = 5_000;

/**
 * True when the trust policy of a role can be read with the role's own credentials and lets in everybody, whatever
 * ExternalId it asks for. False where it does not, or cannot be read: then the scans judge it.
 */
export async function opensToEveryone(settings: ClientSettings, roleArn: string, coverage: Coverage): Promise<boolean> {
  const clients = new Clients(settings);
  const [, partition = 'aws', , , accountId = ''] = roleArn.split(':');
  const place = { partition, accountId, region: 'global' };
  const signal = AbortSignal.timeout(patience);
  try {
    const aws = new Aws({ clients, coverage, limits: new AccountLimits(), service: 'iam', place, signal });
    const document = await trustDocumentOf(aws, roleArn);
    return document !== undefined && letsInEveryone(document, accountId);
  } catch {
    return false; // What cannot be read is not held against the role.
  } finally {
    clients.close();
  }
}

/** True when a statement of a trust policy, as JSON, lets in every principal. */
export function letsInEveryone(document: string, ownerAccountId: string): boolean {
  const parsed = parseDocument(document);
  if (isProblem(parsed)) return false;
  return trustGrants(parsed, { ownerAccountId }).some(
    ({ kind, weakness }) => kind === 'everyone' && weakness === 'anyone',
  );
}

async function trustDocumentOf(aws: Aws, roleArn: string): Promise<string | undefined> {
  const passed = new Set<string>();
  for (let marker: string | undefined; ;) {
    const { RoleDetailList, IsTruncated, Marker } = await aws.call(action, (options) =>
      aws.clients.iam().send(
        new GetAccountAuthorizationDetailsCommand({
          Filter: ['Role'],
          MaxItems: pageSize,
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
        options,
      ),
    );
    const role = RoleDetailList?.find(({ Arn }) => Arn === roleArn);
    if (role?.AssumeRolePolicyDocument !== undefined) return decodeURIComponent(role.AssumeRolePolicyDocument);
    if (IsTruncated !== true || Marker === undefined || passed.has(Marker)) return undefined;
    passed.add(Marker);
    marker = Marker;
  }
}
