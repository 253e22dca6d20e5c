/** What a worker hands over when it has collected a unit. */
import type { AwsService, CallCounts, CoverageRow } from '@cspmexa/contracts';
import type { ListingHole } from '@cspmexa/collector-kit';
import { targetOf, type AccountRow, type AccountTarget } from '../accounts/account-row.js';
import type { InventoryRow } from '../inventory/inventory-row.js';
import type { ScanRow } from '../scans/scan-row.js';

export interface CollectedUnit {
  readonly service: AwsService;
  readonly generation: number;
  readonly awsAccountId: string;
  /** The kinds that it set out to list. */
  readonly kinds: readonly string[];
  /** How many resources it found. */
  readonly resources: number;
  /** The same, as the inventory keeps them. */
  readonly rows: readonly InventoryRow[];
  readonly holes: readonly ListingHole[];
  readonly coverage: readonly CoverageRow[];
  readonly counts: CallCounts;
  readonly snapshotKey: string;
}

/** The account as the scan has found it: its AWS id is the one that the planning has seen. */
export const accountTargetOf = (account: AccountRow, { awsAccountId }: ScanRow): AccountTarget => ({
  ...targetOf(account),
  awsAccountId,
});

/** Where a unit's snapshot is kept. Each try has a key of its own, so that a worker that was given up cannot overwrite its successor's. */
export const snapshotKeyOf = (
  tenantId: string,
  accountId: string,
  scanId: string,
  unitId: string,
  attempt: number,
): string => `${tenantId}/${accountId}/${scanId}/${unitId}${attempt === 1 ? '' : `-${attempt}`}.ndjson.gz`;
