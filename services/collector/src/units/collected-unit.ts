/** What a worker hands over when it has collected a unit. */
import type { AwsService, CoverageRow, ResourceCause } from '@cspmexa/contracts';
import type { ListingHole } from '@cspmexa/collector-kit';
import { targetOf, type AccountRow, type AccountTarget } from '../accounts/account-row.js';
import type { InventoryRow } from '../inventory/inventory-row.js';
import type { ScanRow, UnitRow } from '../scans/scan-row.js';

export interface CollectedUnit {
  readonly service: AwsService;
  readonly scanId: string;
  readonly generation: number;
  /** The ARNs that the scan looks at; empty: everything in its scope. */
  readonly targets: readonly string[];
  /** It was collected for the policies of some severities alone: its resources lack facets. */
  readonly isPartial: boolean;
  /** The changes that the scan was started for. */
  readonly causes: readonly ResourceCause[];
  readonly awsAccountId: string;
  /** The kinds that it set out to list. */
  readonly kinds: readonly string[];
  /** How many resources it found. */
  readonly resources: number;
  /** The same, as the inventory keeps them. */
  readonly rows: readonly InventoryRow[];
  readonly holes: readonly ListingHole[];
  readonly coverage: readonly CoverageRow[];
  readonly snapshotKey: string;
}

/** The account as the scan has found it: its AWS id is the one that the planning has seen. */
export const accountTargetOf = (account: AccountRow, { awsAccountId }: ScanRow): AccountTarget => ({
  ...targetOf(account),
  awsAccountId,
});

/** Where a unit's snapshot is kept. Each worker has a key of its own, so that one that was given up cannot overwrite its successor's. */
export const snapshotKeyOf = ({ tenantId, accountId, scanId, id, worker }: UnitRow): string =>
  `${tenantId}/${accountId}/${scanId}/${id}${worker === null ? '' : `-${worker}`}.ndjson.gz`;
