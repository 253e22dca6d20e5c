/** Connects accounts that AWS Organizations told of. */
import { RoleArn, type ConnectDiscovered, type DiscoveredAccount } from '@cspmexa/contracts';
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
    const items: Connection[] = [];
    for (const id of new Set(request.ids)) {
      const account = found.get(id);
      if (!account) {
        items.push({ id, accountId: null, problem: 'There is no such discovered account.' });
        continue;
      }
      const { foundThrough } = account;
      const partition = partitions.get(foundThrough) ?? (await this.accounts.partitionOf(tenantId, foundThrough));
      partitions.set(foundThrough, partition);
      items.push(await this.connectOne(tenantId, account, partition, request));
    }
    return { items };
  }

  private async connectOne(
    tenantId: string,
    account: DiscoveredAccount,
    partition: string,
    { roleName, viaAccountId, scope }: Request,
  ): Promise<Connection> {
    const { id, awsAccountId, name, state } = account;
    if (state === 'connected') return { id, accountId: account.accountId, problem: 'It is connected already.' };
    if (state === 'closed') return { id, accountId: null, problem: 'AWS says that it is closed or gone.' };
    const roleArn = RoleArn.safeParse(`arn:${partition}:iam::${awsAccountId}:role/${roleName.replace(/^\/+/, '')}`);
    if (!roleArn.success || roleArn.data.endsWith('/'))
      return { id, accountId: null, problem: `${roleName} is not the name of a role.` };
    try {
      const access = {
        kind: 'role' as const,
        roleArn: roleArn.data,
        ...(viaAccountId === undefined ? {} : { viaAccountId }),
      };
      const connected = await this.accounts.add(tenantId, { name, access, scope });
      return { id, accountId: connected.id, problem: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { id, accountId: null, problem: error.errors?.[0]?.message ?? error.detail ?? error.code };
    }
  }
}
