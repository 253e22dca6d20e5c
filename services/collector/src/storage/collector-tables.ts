/** What the collector stores, for the page of numbers. */
import { storageSampleDays, type KeptTable, type ObjectStore, type StoredObjects } from '@cspmexa/platform';
import type { CollectorDatabase } from '../database.js';
import { changeEventDays, type Kept } from '../retention/retention.js';

export const collectorTables = ({ scanDays, versionDays }: Kept): KeptTable[] => [
  { name: 'accounts', keepsDays: null },
  { name: 'discovered_accounts', keepsDays: null },
  { name: 'schedules', keepsDays: null },
  { name: 'scans', keepsDays: scanDays, oldestColumn: 'ended_at' },
  { name: 'units', keepsDays: scanDays, oldestColumn: 'ended_at' },
  { name: 'coverage', keepsDays: scanDays },
  { name: 'scan_costs', keepsDays: scanDays },
  { name: 'account_coverage', keepsDays: null },
  { name: 'collected_places', keepsDays: null },
  { name: 'resources', keepsDays: null },
  { name: 'relations', keepsDays: null },
  { name: 'resource_versions', keepsDays: versionDays, oldestColumn: 'at' },
  { name: 'change_events', keepsDays: changeEventDays, oldestColumn: 'received_at' },
  { name: 'changed_resources', keepsDays: null },
  { name: 'call_buckets', keepsDays: 1 },
  { name: 'outbox', keepsDays: null },
  { name: 'inbox', keepsDays: 30, oldestColumn: 'handled_at' },
  { name: 'storage_samples', keepsDays: storageSampleDays },
];

/** Snapshots of which the sizes are asked for. */
const sample = 200;

/** How many snapshots rows point to, and their bytes by the mean of some of them: asking for the size of each would take hours. */
export async function measureSnapshots(database: CollectorDatabase, snapshots: ObjectStore): Promise<StoredObjects> {
  const { client } = database;
  const [counted] = await client.$queryRawUnsafe<{ count: number }[]>(
    'select count(*)::int as count from units where snapshot_key is not null',
  );
  const count = counted?.count ?? 0;
  const some = await client.$queryRawUnsafe<{ key: string }[]>(
    `select snapshot_key as key from units where snapshot_key is not null order by md5(id::text) limit ${sample}`,
  );
  const sizes: number[] = [];
  for (const { key } of some) {
    const size = await snapshots.size(key);
    if (size !== null) sizes.push(size);
  }
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(sizes.length, 1);
  return { count, bytes: Math.round(mean * count) };
}
