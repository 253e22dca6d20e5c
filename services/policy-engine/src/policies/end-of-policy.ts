/** What is left of a policy in an account where it is switched off: nothing that is open, and no numbers. */
import type { SqlTransaction } from '@cspmexa/platform';
import { writeChanges } from '../findings/finding-writer.js';
import type { Occasion } from '../findings/history-writer.js';
import { holdUnresolvedOf } from '../findings/known-findings.js';

/** Findings that are resolved with one statement. */
const batch = 5_000;

/** Resolves the findings of a policy in an account, a batch at a time, and removes its tallies. @throws FindingMoved as `writeChanges` does. */
export async function endOf(
  tx: SqlTransaction,
  tenantId: string,
  { accountId, policyId }: { accountId: string; policyId: string },
  occasion: Occasion,
): Promise<void> {
  await tx.$executeRawUnsafe(
    'delete from tallies where tenant_id = $1::uuid and account_id = $2::uuid and policy_id = $3',
    ...[tenantId, accountId, policyId],
  );
  for (;;) {
    const known = await holdUnresolvedOf(tx, tenantId, accountId, batch, policyId);
    if (known.length === 0) return;
    const changes = known.map((finding) => ({
      kind: 'resolve' as const,
      known: finding,
      resolution: 'policy-off' as const,
      now: [],
    }));
    await writeChanges(tx, tenantId, accountId, changes, occasion);
  }
}
