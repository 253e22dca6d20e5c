/** Writes a new scan. It is planned in the background: nothing here calls AWS. */
import type { Scope, ScanTrigger } from '@cspmexa/contracts';
import type { z } from 'zod';
import { AppError, newId } from '@cspmexa/platform';
import { scopeOf, type AccountRow } from '../accounts/account-row.js';
import type { Tx } from '../database.js';
import type { ScanRow } from './scan-row.js';
import { narrow, overlaps, type ScannedService } from './scope.js';

export interface NewScan {
  readonly account: AccountRow;
  readonly scope: Scope;
  readonly trigger: z.infer<typeof ScanTrigger>;
  readonly services: readonly ScannedService[];
  readonly now: Date;
}

/**
 * Starts a scan of an account that `tx` has locked, so that its scans are numbered and compared one after the other.
 * @throws AppError invalid-input for a scope outside the account's own, scan-running for one that a running scan overlaps.
 */
export async function startScan(tx: Tx, { account, scope: asked, trigger, services, now }: NewScan): Promise<ScanRow> {
  const { tenantId, id: accountId } = account;
  const narrowed = narrow(scopeOf(account), asked);
  // A schedule was valid when it was made: if the account's scope has changed since, it does what is left of it.
  if (narrowed.nothing || (trigger === 'manual' && narrowed.missed.length > 0))
    throw new AppError('invalid-input', { errors: [...narrowed.missed] });
  const running = await tx.scan.findMany({ where: { tenantId, accountId, state: { in: ['queued', 'running'] } } });
  if (running.some((scan) => overlaps(scopeOf(scan), narrowed.scope, services))) throw new AppError('scan-running');
  const { generation } = await tx.account.update({
    where: { tenantId_id: { tenantId, id: accountId } },
    data: { generation: { increment: 1 } },
    select: { generation: true },
  });
  return tx.scan.create({
    data: {
      tenantId,
      id: newId(now),
      accountId,
      awsAccountId: account.awsAccountId,
      state: 'queued',
      trigger,
      services: narrowed.scope.services,
      regions: narrowed.scope.regions,
      generation,
      createdAt: now,
    },
  });
}
