/** The collector's database alone, for what is decided in SQL: no service runs on it. */
import { newId } from '@cspmexa/platform';
import { createTestDatabase, openOwnerPool } from '@cspmexa/testkit';
import type pg from 'pg';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../src/database.js';

export interface StoreUnderTest {
  readonly database: CollectorDatabase;
  /** What only the owner of the tables may do. */
  readonly owner: pg.Pool;
  readonly url: string;
  /** Adds a watched account of a tenant, and returns its id. */
  account(tenantId: string): Promise<string>;
  /** Adds scans of an account, oldest first, one second apart, and returns their ids. */
  scans(tenantId: string, accountId: string, count: number, more?: Partial<ScanColumns>): Promise<string[]>;
  /** Adds units of a running scan, oldest first, one second apart, and returns their ids. */
  units(
    tenantId: string,
    accountId: string,
    scanId: string,
    count: number,
    more?: Partial<UnitColumns>,
  ): Promise<string[]>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

interface ScanColumns {
  readonly unitsTotal: number;
  readonly state: string;
  readonly urgent: boolean;
  readonly targets: string[];
}
interface UnitColumns {
  readonly state: string;
  readonly urgent: boolean;
  readonly leaseUntil: Date;
}

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);

export async function storeUnderTest(): Promise<StoreUnderTest> {
  const base = await createTestDatabase(collectorMigrations, 'collector');
  const database = openCollectorDatabase(base.url);
  const owner = openOwnerPool(base.url);
  const { client } = database;
  let generation = 0;
  return {
    database,
    owner,
    url: base.url,
    async account(tenantId) {
      const id = newId();
      await client.account.create({
        data: { tenantId, id, name: id, accessKind: 'default-chain', externalId: id, createdAt: new Date() },
      });
      return id;
    },
    async scans(tenantId, accountId, count, more = {}) {
      const rows = Array.from({ length: count }, (_, at) => ({
        tenantId,
        id: newId(),
        accountId,
        state: 'queued',
        trigger: 'manual',
        generation: ++generation,
        createdAt: ago(3_600 - at),
        ...more,
      }));
      await client.scan.createMany({ data: rows });
      return rows.map(({ id }) => id);
    },
    async units(tenantId, accountId, scanId, count, more = {}) {
      const rows = Array.from({ length: count }, (_, at) => ({
        tenantId,
        id: newId(),
        scanId,
        accountId,
        service: 'ec2',
        region: `region-${at}`,
        state: 'queued',
        queuedAt: ago(3_600 - at),
        ...more,
      }));
      await client.unit.createMany({ data: rows });
      return rows.map(({ id }) => id);
    },
    async clear() {
      await owner.query('truncate accounts, scans, units, coverage, collected_places, outbox');
    },
    async stop() {
      await Promise.all([database.close(), owner.end()]);
      await base.drop();
    },
  };
}
