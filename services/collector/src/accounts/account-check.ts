/** The check that a person asks for: tries the credentials now and notes what came of it. */
import type { Account } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import { AccountStore } from './account.store.js';
import { targetOf } from './account-row.js';
import { verifyAccess, type Reach } from './verify-access.js';

export class AccountAccessCheck {
  constructor(
    private readonly accounts: AccountStore,
    private readonly reach: Reach,
  ) {}

  /** Returns the account as ready. @throws AppError with the reason, which is noted on the account first. */
  async run(tenantId: string, id: string): Promise<Account> {
    const found = await verifyAccess(this.reach, targetOf(await this.accounts.row(tenantId, id)));
    if ('identity' in found) {
      try {
        return await this.accounts.saveReady(tenantId, id, found.identity);
      } catch (error) {
        if (error instanceof AppError && error.code === 'account-exists') {
          await this.accounts.saveFailing(
            tenantId,
            id,
            `The AWS account ${found.identity.accountId} is connected already.`,
          );
        }
        throw error;
      }
    }
    await this.accounts.saveFailing(tenantId, id, found.detail);
    throw new AppError(found.refused, { detail: found.detail });
  }
}
