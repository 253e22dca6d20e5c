/**
 * Whose the collector's own AWS credentials are. They read the account that the installation runs in: whoever else may connect accounts
 * must not see that one by asking for it.
 */
import { CallFailure } from '@cspmexa/collector-kit';
import { AppError } from '@cspmexa/platform';
import { unknown } from '@cspmexa/resources';
import type { CollectorConfig } from '../config.js';
import type { CollectorDatabase } from '../database.js';
import type { AccountTarget } from './account-row.js';

const refusal = 'Only the organisation that runs this installation may use its own credentials: connect a role.';

export class OwnCredentials {
  /** Of `first`, once there is one: removed accounts keep it. */
  private firstTenant: string | undefined;

  constructor(
    private readonly database: CollectorDatabase,
    private readonly allowed: CollectorConfig['COLLECTOR_OWN_CREDENTIALS'],
  ) {}

  /** For whoever connects an account. @throws AppError forbidden when they are not this tenant's */
  async assertOf(tenantId: string): Promise<void> {
    if (!(await this.areOf(tenantId))) throw new AppError('forbidden', { detail: refusal });
  }

  /** For whoever reads one: it may have been connected while they were theirs. @throws CallFailure with reason `credentials` */
  async assertFor({ tenantId, access, sandbox }: AccountTarget): Promise<void> {
    if (sandbox || access.kind !== 'default-chain' || (await this.areOf(tenantId))) return;
    throw new CallFailure(unknown('credentials', 'sts:GetCallerIdentity', refusal), 'CredentialsOfOthers');
  }

  private async areOf(tenantId: string): Promise<boolean> {
    if (this.allowed === 'any') return true;
    if (this.allowed !== 'first') return this.allowed.includes(tenantId);
    this.firstTenant ??= await this.first();
    return this.firstTenant === undefined || this.firstTenant === tenantId;
  }

  /** The tenant that connected an account before all others, if any has: removed ones count, too. */
  private first(): Promise<string | undefined> {
    return this.database.acrossTenants(async (tx) => {
      const account = await tx.account.findFirst({
        select: { tenantId: true },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      return account?.tenantId;
    });
  }
}
