/** K03: a PostgreSQL of its own that crashes, stays away or freezes while services use it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defineRoute, type RouteResponse } from '@cspmexa/contracts';
import {
  eventually,
  openSampleDatabase,
  OwnPostgres,
  SampleDatabase,
  sampleMigrations,
  startService,
} from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Module } from '@nestjs/common';
import { z } from 'zod';
import { asAppError } from '../errors/problem.js';
import { Handle } from '../http/handle.js';
import { migrate } from './migrate.js';

const countThings = defineRoute({
  id: 'countThings',
  service: 'auth',
  summary: 'For the test.',
  method: 'GET',
  path: '/v1/things',
  permission: 'public',
  request: {},
  response: z.object({ count: z.int() }),
});

@Controller()
class ThingController {
  constructor(@Inject(SampleDatabase) private readonly database: SampleDatabase) {}

  @Handle(countThings)
  async count(): Promise<RouteResponse<typeof countThings>> {
    return { count: await this.database.withTenant(randomUUID(), (tx) => tx.thing.count()) };
  }
}

@Module({})
class ThingModule {}

interface Failure {
  readonly code: string;
  readonly milliseconds: number;
  readonly error: unknown;
}

/** Writes and reads all the time, and remembers what was acknowledged and how what failed failed. */
class Load {
  readonly acknowledged: string[] = [];
  readonly failures: Failure[] = [];
  private readonly tenantId = randomUUID();
  private isStopped = false;
  private readonly running: Promise<unknown>;

  constructor(private readonly database: SampleDatabase) {
    this.running = Promise.all(Array.from({ length: 8 }, () => this.run()));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const id = randomUUID();
      const started = performance.now();
      try {
        await this.database.withTenant(this.tenantId, (tx) =>
          tx.thing.create({ data: { id, tenantId: this.tenantId, name: id } }),
        );
        this.acknowledged.push(id);
        await this.database.client.thing.findUnique({ where: { id } });
      } catch (error) {
        this.failures.push({ code: asAppError(error).code, milliseconds: performance.now() - started, error });
        await wait(20);
      }
    }
  }
}

describe('the loss of the database', () => {
  let postgres: OwnPostgres;
  let database: SampleDatabase;
  let load: Load;
  let url: string;

  beforeAll(async () => {
    postgres = await OwnPostgres.start();
    url = await postgres.database('sample');
    await migrate({ url, directory: sampleMigrations });
    database = openSampleDatabase(url, { statementTimeoutMs: 2_000, waitMs: 1_800 });
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    load = new Load(database);
    await eventually(() => expect(load.acknowledged.length).toBeGreaterThan(50));
  });
  afterEach(() => load.stop());

  const expectHealed = async () => {
    const before = load.acknowledged.length;
    await eventually(() => expect(load.acknowledged.length).toBeGreaterThan(before + 50), 10_000);
    await load.stop();
    const { rows } = await database.pool.query<{ id: string }>('select id from thing where id = any($1::uuid[])', [
      load.acknowledged,
    ]);
    expect(rows).toHaveLength(load.acknowledged.length);
    expect(load.failures.length).toBeGreaterThan(0);
    expect(load.failures.filter(({ code }) => code !== 'unavailable')).toEqual([]);
  };

  it.each(['SIGQUIT', 'SIGKILL'] as const)(
    'loses no acknowledged write and heals by itself after %s (K03)',
    async (signal) => {
      await postgres.crash(signal);
      await wait(1_500);
      await postgres.startAgain();
      await expectHealed();
      expect(Math.max(...load.failures.map(({ milliseconds }) => milliseconds))).toBeLessThan(8_000);
    },
    60_000,
  );

  it('is told to callers as unavailable within two seconds, and readiness with it, until it is back (K03)', async () => {
    await load.stop();
    const service = await startService(
      {
        module: ThingModule,
        controllers: [ThingController],
        providers: [
          { provide: SampleDatabase, useFactory: () => openSampleDatabase(url, { poolSize: 2, waitMs: 1_800 }) },
        ],
      },
      { readiness: { database: () => database.check() } },
    );
    const ask = async (path: string) => {
      const started = performance.now();
      const response = await fetch(`${service.url}${path}`);
      await response.body?.cancel();
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        isQuick: performance.now() - started < 8_000,
      };
    };
    const good = { status: 200, type: 'application/json; charset=utf-8', isQuick: true };
    const unavailable = { status: 503, type: 'application/problem+json; charset=utf-8', isQuick: true };
    expect(await ask('/v1/things')).toEqual(good);
    try {
      await postgres.crash('SIGQUIT');
      expect(await Promise.all(Array.from({ length: 20 }, () => ask('/v1/things')))).toEqual(
        Array(20).fill(unavailable),
      );
      expect((await ask('/health/ready')).status).toBe(503);
      expect((await ask('/health/live')).status).toBe(200);
      await postgres.startAgain();
      expect(await ask('/v1/things')).toEqual(good);
      expect((await ask('/health/ready')).status).toBe(200);
      // All of its connections are busy.
      let letGo = (): void => undefined;
      const done = new Promise<void>((resolve) => (letGo = resolve));
      const busy = service.app.get(SampleDatabase);
      const held = [1, 2].map(() => busy.withTenant(randomUUID(), () => done));
      expect(await Promise.all([ask('/v1/things'), ask('/v1/things')])).toEqual([unavailable, unavailable]);
      letGo();
      await Promise.all(held);
      expect(await ask('/v1/things')).toEqual(good);
    } finally {
      await service.stop();
    }
  }, 60_000);

  (process.platform === 'linux' ? it : it.skip)(
    'never hangs on a server that does not move, and heals when it does again (K03)',
    async () => {
      const goOn = postgres.freeze();
      await wait(7_000);
      goOn();
      expect(load.failures.length).toBeGreaterThan(8);
      await expectHealed();
      expect(Math.max(...load.failures.map(({ milliseconds }) => milliseconds))).toBeLessThan(15_000);
    },
    60_000,
  );
});
