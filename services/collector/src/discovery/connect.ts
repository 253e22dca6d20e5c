/** Connects accounts that AWS Organizations told of. */
import {
  RoleArn,
  type Account,
  type AccountInput,
  type ConnectDiscovered,
  type DiscoveredAccount,
} from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import type { z } from 'zod';
import type { AccountStore } from '../accounts/account.store.js';
import type { DiscoveredStore } from './discovered.store.js';

/** What became of one of them. */
export interface Connection {
  readonly id: string;
  readonly accountId: string | null;
  readonly problem: string | null;
}

type Request = z.output<typeof ConnectDiscovered>;

export class DiscoveredConnector {
  constructor(
    private readonly accounts: AccountStore,
    private readonly discovered: DiscoveredStore,
  ) {}

  /** Connects each by itself: what is wrong with one keeps no other back. @throws AppError not-found for a hub that does not exist */
  async connect(tenantId: string, request: Request): Promise<{ items: Connection[] }> {
    if (request.viaAccountId !== undefined) await this.accounts.row(tenantId, request.viaAccountId);
    const found = new Map((await this.discovered.some(tenantId, request.ids)).map((each) => [each.id, each]));
    const partitions = new Map<string, string>();
    for (const { foundThrough } of found.values())
      if (!partitions.has(foundThrough))
        partitions.set(foundThrough, await this.accounts.partitionOf(tenantId, foundThrough));
    const plans = [...new Set(request.ids)].map((id) =>
      planOf(id, found.get(id), (through) => partitions.get(through) ?? 'aws', request),
    );
    const inputs = plans.flatMap(({ input }) => input ?? []);
    let items: Connection[] = [];
    await this.accounts.addSeveral(tenantId, inputs, (added) => {
      const outcomes = added.values();
      items = plans.map((plan) => (plan.input ? connectionOf(plan.id, outcomes.next().value) : plan));
      const { roleName, viaAccountId = null } = request;
      return {
        action: 'accounts.connected',
        target: { kind: 'discovered-accounts', id: `${request.ids.length} accounts` },
        after: { roleName, viaAccountId, items },
      };
    });
    return { items };
  }
}

/** What is to be tried, or why it is not. */
interface Plan extends Connection {
  readonly input?: AccountInput;
}

function planOf(
  id: string,
  account: DiscoveredAccount | undefined,
  partitionOf: (foundThrough: string) => string,
  { roleName, viaAccountId, scope }: Request,
): Plan {
  if (!account) return { id, accountId: null, problem: 'There is no such discovered account.' };
  const { awsAccountId, name, state, foundThrough } = account;
  if (state === 'connected') return { id, accountId: account.accountId, problem: 'It is connected already.' };
  if (state === 'closed') return { id, accountId: null, problem: 'AWS says that it is closed or gone.' };
  const arn = `arn:${partitionOf(foundThrough)}:iam::${awsAccountId}:role/${roleName.replace(/^\/+/, '')}`;
  const roleArn = RoleArn.safeParse(arn);
  if (!roleArn.success || roleArn.data.endsWith('/'))
    return { id, accountId: null, problem: `${roleName} is not the name of a role.` };
  const access = {
    kind: 'role' as const,
    roleArn: roleArn.data,
    ...(viaAccountId === undefined ? {} : { viaAccountId }),
  };
  return { id, accountId: null, problem: null, input: { name, access, scope, tags: {}, owners: [] } };
}

const connectionOf = (id: string, added: Account | AppError | undefined): Connection =>
  added instanceof AppError
    ? { id, accountId: null, problem: added.errors?.[0]?.message ?? added.detail ?? added.code }
    : { id, accountId: added?.id ?? null, problem: null };
