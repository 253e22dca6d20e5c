/** A policy engine on a database of its own, fed with snapshots and messages as the collector would. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  accountChanged,
  accountRemoved,
  createClient,
  scanCollected,
  unitCollected,
  unitFailed,
  type ApiClient,
  type AwsService,
  type Envelope,
  type EventContract,
  type ResourceCause,
  type ScanScope,
  type ScanState,
  type Severity,
} from '@cspmexa/contracts';
import { InProcessCarrier, type Outcome } from '@cspmexa/messaging';
import {
  fixedClock,
  localObjectStore,
  newId,
  type FixedClock,
  type HttpService,
  type ObjectStore,
  type Session,
} from '@cspmexa/platform';
import type { Policy } from '@cspmexa/policy-kit';
import { writeSnapshot, type Resource, type SnapshotHeaderInput } from '@cspmexa/resources';
import { captureLogs, createTestDatabase, createTestIssuer, eventually, openOwnerPool } from '@cspmexa/testkit';
import type pg from 'pg';
import { policyEngineConfig } from '../src/config.js';
import { openPolicyEngineDatabase, policyEngineMigrations, type PolicyEngineDatabase } from '../src/database.js';
import { startPolicyEngine } from '../src/start.js';
import { samplePolicies } from './sample-policies.js';

export const awsAccountId = '111122223333';
export const startTime = '2026-03-01T12:00:00.000Z';

/** What a unit looked at. Kinds are those of the resources unless given. */
export interface UnitGiven {
  readonly service: AwsService;
  readonly region: string;
  readonly kinds: readonly string[];
  readonly resources: readonly Resource[];
  readonly holes?: readonly string[];
  /** Collected for the policies of these severities alone. */
  readonly severities?: readonly Severity[];
  /** Only these ARNs are to be judged. */
  readonly targets?: readonly string[];
}

/** How a scan was asked for, and how it ended. */
export interface ScanGiven {
  readonly state?: ScanState;
  readonly scope?: Partial<ScanScope>;
  readonly causes?: readonly ResourceCause[];
}

export interface SentUnit {
  readonly envelope: Envelope;
  readonly snapshot: { unitId: string; service: AwsService; region: string; key: string };
}

export interface EngineUnderTest {
  readonly service: HttpService;
  readonly database: PolicyEngineDatabase;
  /** What only the owner of the tables may do. */
  readonly owner: pg.Pool;
  readonly carrier: InProcessCarrier;
  readonly clock: FixedClock;
  readonly folder: string;
  /** What the engine has in place of the collector's bucket. */
  readonly objects: ObjectStore;
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly accountId: string;
  /** Every finding.*, findings.* and scan.judged message so far, as `name resource discriminator`. */
  readonly events: Envelope[];
  /** Keys of the snapshots that the engine has opened. */
  readonly reads: string[];
  /** Called with the key before a snapshot is opened, if it is set. */
  onRead: ((key: string) => Promise<void>) | undefined;
  /** Called with the key before an object is written, if it is set. */
  onWrite: ((key: string) => Promise<void>) | undefined;
  client(session?: Partial<Session>): Promise<ApiClient>;
  authorization(session?: Partial<Session>): Promise<string>;
  /** Writes a snapshot, and the message about it, without sending that. */
  unit(
    scanId: string,
    generation: number | undefined,
    given: UnitGiven,
    causes?: readonly ResourceCause[],
  ): Promise<SentUnit>;
  scan(scanId: string, generation: number | undefined, units: readonly SentUnit[], given?: ScanGiven): Envelope;
  failed(
    scanId: string,
    generation: number,
    place: { service: AwsService; region: string },
    scope?: Partial<ScanScope>,
  ): Envelope;
  removed(): Envelope;
  /** The account is called like this now, or was at a time. */
  named(name: string, occurredAt?: string): Envelope;
  /** Delivers a message to the engine. @throws what the engine threw. */
  send(envelope: Envelope): Promise<void>;
  /** As the carrier saw it. */
  deliver(envelope: Envelope): Promise<Outcome>;
  /** A whole scan: units, then the scan. */
  collect(generation: number, units: readonly UnitGiven[], given?: ScanGiven): Promise<string>;
  /** Findings as `status policy resource/discriminator`, sorted. */
  findings(): Promise<string[]>;
  /** Waits until every event has left the outbox, and returns their names in the order of their ids since the last call. */
  heard(): Promise<string[]>;
  /** The same, with what the events say. */
  news(): Promise<[name: string, data: unknown][]>;
  /** Ends once so many wait for what others hold. */
  waiting(count: number): Promise<void>;
  /** Whatever the tenant. */
  rows<T extends object = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

const everything: ScanScope = { services: [], regions: [], severities: [], resources: [] };

export async function startEngine(policies: readonly Policy[] = samplePolicies): Promise<EngineUnderTest> {
  const testDatabase = await createTestDatabase(policyEngineMigrations, 'policy_engine');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-engine-'));
  const store = localObjectStore(folder);
  const carrier = new InProcessCarrier({
    subscriptions: {
      'policy-engine': [
        'unit.collected',
        'unit.failed',
        'scan.collected',
        'account.changed',
        'account.removed',
        'policy.set',
      ],
      probe: ['finding.*', 'findings.*', 'scan.judged'],
    },
    retryDelaysMs: [20, 20],
  });
  const events: Envelope[] = [];
  await carrier.consume({
    name: 'probe',
    concurrency: 10,
    handle: async ({ envelope }) => void events.push(envelope),
  });
  const reads: string[] = [];
  const objectStore = {
    ...store,
    put: async (...[key, body]: Parameters<ObjectStore['put']>) => {
      await engine.onWrite?.(key);
      return store.put(key, body);
    },
    get: async (key: string) => {
      reads.push(key);
      await engine.onRead?.(key);
      return store.get(key);
    },
  };
  const issuer = await createTestIssuer();
  const clock = fixedClock(startTime);
  const config = policyEngineConfig.parse({
    DATABASE_URL: testDatabase.url,
    PORT: 0,
    SNAPSHOT_STORE: `file://${folder}`,
    ENGINE_TICK_MS: 600_000,
  });
  const service = await startPolicyEngine(config, {
    carrier,
    clock,
    policies,
    objectStore,
    tokens: issuer.settings,
    logger: captureLogs().logger,
    http: { drainMs: 2_000 },
  });
  const database = openPolicyEngineDatabase(testDatabase.url);
  const owner = openOwnerPool(testDatabase.url);
  const tenantId = newId();
  const accountId = newId();
  let heard = 0;

  const envelopeOf = (event: EventContract, data: unknown, generation?: number): Envelope => ({
    id: newId(),
    type: event.name,
    version: event.version,
    tenantId,
    occurredAt: clock.now().toISOString(),
    traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    ...(generation === undefined ? {} : { generation }),
    data,
  });

  const engine: EngineUnderTest = {
    ...{ objects: store, databaseUrl: testDatabase.url },
    ...{
      service,
      database,
      owner,
      carrier,
      clock,
      folder,
      tenantId,
      accountId,
      events,
      reads,
      onRead: undefined,
      onWrite: undefined,
    },
    authorization: (session) => issuer.authorization({ tenantId, ...session }),
    client: async (session) => {
      const authorization = await issuer.authorization({ tenantId, ...session });
      return createClient({ baseUrl: service.url, headers: () => ({ authorization }) });
    },
    async unit(scanId, generation, { service: awsService, region, kinds, resources, ...given }, causes = []) {
      const { holes = [], severities = [], targets = [] } = given;
      const unitId = newId();
      const key = `${tenantId}/${scanId}/${unitId}.ndjson.gz`;
      const place = { partition: 'aws', accountId: awsAccountId, region };
      const header: SnapshotHeaderInput = {
        format: 'cspmexa-snapshot/1',
        service: awsService,
        place,
        collectedAt: startTime,
        kinds: [...kinds],
        holes: holes.map((kind) => ({
          kind,
          place,
          unknown: { known: false, reason: 'denied', action: 's3:List', detail: 'No.' },
        })),
        coverage: [],
        severities: [...severities],
        resources: [...targets],
      };
      await store.put(key, await buffer(writeSnapshot(header, resources)));
      const snapshot = { unitId, service: awsService, region, key };
      const data = {
        scanId,
        accountId,
        awsAccountId,
        snapshot,
        resources: resources.length,
        holes: holes.length,
        causes,
      };
      return { envelope: envelopeOf(unitCollected, data, generation), snapshot };
    },
    scan: (scanId, generation, units, { state = 'complete', scope = {}, causes = [] } = {}) => {
      const snapshots = units.map(({ snapshot }) => snapshot);
      const data = { scanId, accountId, awsAccountId, state, scope: { ...everything, ...scope }, causes, snapshots };
      return envelopeOf(scanCollected, data, generation);
    },
    failed: (scanId, generation, place, scope = {}) => {
      const data = { scanId, accountId, unitId: newId(), ...place, reason: 'It died.' };
      return envelopeOf(unitFailed, { ...data, scope: { ...everything, ...scope } }, generation);
    },
    named: (name, occurredAt = clock.now().toISOString()) => ({
      ...envelopeOf(accountChanged, { accountId, name, awsAccountId }),
      occurredAt,
    }),
    removed: () => envelopeOf(accountRemoved, { accountId, name: 'Production', awsAccountId }),
    deliver: (envelope) => carrier.publish(envelope),
    async send(envelope) {
      const { retry, dead } = await carrier.publish(envelope);
      const [failure] = [...retry, ...dead];
      if (failure) throw new Error(failure.reason);
    },
    async collect(generation, given, scanGiven) {
      const scanId = newId();
      const { severities = [], resources: targets = [] } = scanGiven?.scope ?? {};
      const units = await Promise.all(
        given.map((unit) => engine.unit(scanId, generation, { severities, targets, ...unit }, scanGiven?.causes)),
      );
      for (const { envelope } of units) await engine.send(envelope);
      await engine.send(engine.scan(scanId, generation, units, scanGiven));
      return scanId;
    },
    async findings() {
      const rows = await engine.rows<{ line: string }>(
        `select status || ' ' || policy_id || ' ' || coalesce(resource_name, '') || '/' || discriminator as line from findings
         where tenant_id = $1::uuid order by 1`,
        tenantId,
      );
      return rows.map(({ line }) => line);
    },
    heard: async () => (await engine.news()).map(([name]) => name),
    async news() {
      for (;;) {
        const [waiting] = await engine.rows<{ count: number }>('select count(*)::int as count from outbox');
        if (waiting?.count === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const news = events.slice(heard).sort((a, b) => (a.id < b.id ? -1 : 1));
      heard = events.length;
      return news.map(({ type, data }) => [type, data]);
    },
    waiting: (count) =>
      eventually(async () => {
        const { rowCount } = await owner.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        if (rowCount !== count) throw new Error(`${rowCount} wait for what others hold, and not ${count}.`);
      }),
    rows: (sql, ...values) => database.acrossTenants((tx) => tx.$queryRawUnsafe(sql, ...values)),
    async stop() {
      await service.stop();
      await carrier.close();
      await Promise.all([database.close(), owner.end()]);
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return engine;
}
