/** Turns a look into changes and writes them: the part that a unit and a scan have in common, in one transaction. */
import type { SqlTransaction } from '@cspmexa/platform';
import { fingerprintOf } from '../findings/canonical.js';
import { FindingMoved, writeChanges, type ChangeCounts, type Occasion } from '../findings/finding-writer.js';
import { unresolvedIn, withFingerprints, type KnownScope } from '../findings/known-findings.js';
import type { Catalogue } from '../policies/catalogue.js';
import { keyOf } from './judged.js';
import type { Look } from './look.js';
import { reconcile } from './reconcile.js';

/** Brings the findings of a scope up to date. @throws FindingMoved when the look is out of date: look again. */
export async function settle(
  tx: SqlTransaction,
  tenantId: string,
  { look, scope, catalogue }: { look: Look; scope: KnownScope; catalogue: Catalogue },
  occasion: Occasion,
): Promise<ChangeCounts> {
  const known = await unresolvedIn(tx, tenantId, scope);
  if (!known.every(look.knows)) throw new FindingMoved('A finding was opened after the look began.');
  const keys = new Set(known.map(keyOf));
  // A failure that is not open here may be a resolved finding, or one that another account of the tenant had.
  const others = look.failing().filter((judged) => !keys.has(keyOf(judged)));
  const back = await withFingerprints(
    tx,
    tenantId,
    others.map((judged) => fingerprintOf(tenantId, judged)),
  );
  return writeChanges(tx, tenantId, scope.accountId, reconcile([...known, ...back], look, catalogue), occasion);
}

const tries = 5;

/** Runs `look` again while somebody else changes the findings that it is about. */
export async function untilSettled(look: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof FindingMoved) || attempt === tries) throw error;
    }
  }
}

/** Longest transaction of a look, in milliseconds: a big account changes tens of thousands of rows at its first scan. */
export const settings = { timeoutMs: 120_000 };
