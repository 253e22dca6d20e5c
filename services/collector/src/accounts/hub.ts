/** Hub accounts: the account whose role assumes another account's role. Looked up when credentials are needed, so that a removed hub opens nothing. */
import { CallFailure } from '@cspmexa/collector-kit';
import { unknown } from '@cspmexa/resources';
import type { AccountTarget } from './account-row.js';

/** A connected account of the tenant; undefined when there is none, or no more. */
export type HubLookup = (tenantId: string, accountId: string) => Promise<AccountTarget | undefined>;

/** Where accounts know no hubs. */
export const noHubs: HubLookup = () => Promise.resolve(undefined);

/** Roles that may stand between us and an account: each lengthens what can go wrong, and AWS gives each an hour. */
const mostHops = 3;

/** What an account's hub is found out from. */
export type Spoke = Pick<AccountTarget, 'id' | 'tenantId' | 'access'>;

/** The hub of an account; undefined if it has none. @throws CallFailure with reason `credentials` when its hubs lead nowhere. */
export async function hubOf(lookup: HubLookup, account: Spoke): Promise<AccountTarget | undefined> {
  const chain: AccountTarget[] = [];
  const passed = new Set([account.id]);
  for (let id = viaOf(account); id !== undefined; id = viaOf(chain.at(-1) ?? account)) {
    const problem = passed.has(id)
      ? id === account.id && chain.length === 0
        ? 'An account cannot be its own hub.'
        : 'The hub accounts lead in a circle.'
      : chain.length >= mostHops
        ? `There are more than ${mostHops} hub accounts in a row.`
        : undefined;
    if (problem !== undefined) throw hubFailure(problem);
    const hub = await lookup(account.tenantId, id);
    if (!hub) throw hubFailure('The hub account through which it is read does not exist, or was removed.');
    const unfit = unfitness(hub, chain.at(-1) ?? account);
    if (unfit !== undefined) throw hubFailure(unfit);
    passed.add(id);
    chain.push(hub);
  }
  return chain[0];
}

const viaOf = ({ access }: Spoke): string | undefined => (access.kind === 'role' ? access.viaAccountId : undefined);

/** Why a hub cannot assume the role of an account. */
function unfitness(hub: AccountTarget, { access }: Spoke): string | undefined {
  if (hub.sandbox) return 'A sandbox account cannot be a hub.';
  const [partition, hubPartition] = [access, hub.access].map((each) =>
    each.kind === 'role' ? each.roleArn.split(':')[1] : undefined,
  );
  return hubPartition !== undefined && hubPartition !== partition
    ? `The hub is in the partition ${hubPartition}, whose roles cannot assume one in ${partition}.`
    : undefined;
}

const hubFailure = (detail: string): CallFailure =>
  new CallFailure(unknown('credentials', 'sts:AssumeRole', detail), 'HubUnusable');

/**
 * A failure to get the hub's own session, told as such. A refusal there says nothing of the role behind it, so it is no
 * refusal of that one.
 */
export function throughHub(failure: CallFailure): CallFailure {
  if (failure.code === 'HubUnusable') return failure;
  const { reason, action, detail } = failure.unknown;
  const why = unknown(reason === 'denied' ? 'credentials' : reason, action, `Through its hub account: ${detail}`);
  return new CallFailure(why, failure.code, { cause: failure });
}
