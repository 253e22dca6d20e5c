/** `cspmexa dead-letters` against a database, a data folder and a broker. Starting it as a process takes seconds: once for each place is enough. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installation, openAuthDatabase, type AuthDatabase } from '@cspmexa/auth';
import { openCollectorDatabase } from '@cspmexa/collector';
import { findingOpened, scanCollected, type Envelope } from '@cspmexa/contracts';
import { DeadLetterError, publish, RabbitMqCarrier } from '@cspmexa/messaging';
import { createDatabase, startPostgres, withDatabase } from '@cspmexa/platform';
import { captureLogs, createTestDatabase, eventually, findRabbitMq, startRabbitMq } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { runCli } from '../../test/run-cli.js';
import { within } from '../../test/within.js';
import { main } from '../main.js';
import { namedUrls } from '../running/database-urls.js';
import { migrateAll } from '../running/platform.js';
import { list, redrive } from './dead-letters.js';

const tenant = randomUUID();
const me = `command line (${os.userInfo().username})`;
const deadLetters = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const { code, stdout, stderr } = await runCli(['dead-letters', ...args], { env });
  return { code, stdout, stderr };
};

/** Messages of the collector that the policy engine gave up. @returns their ids */
async function giveUp(url: string, count: number): Promise<string[]> {
  const database = openCollectorDatabase(withDatabase(url, { schema: 'collector' }));
  try {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push(await database.withTenant(tenant, (tx) => publish(tx, tenant, scanCollected, scanCollected.example)));
    const dead = [
      { consumer: 'policy-engine', attempts: 5, reason: 'broken \u001b[31m', at: new Date().toISOString() },
    ];
    await database.pool.query(
      `update outbox set state = 'dead', pending = '{}', dead = $1::jsonb where id = any($2::uuid[])`,
      [JSON.stringify(dead), ids],
    );
    return ids;
  } finally {
    await database.close();
  }
}

/** The states of the collector's messages. */
async function states(url: string): Promise<Record<string, number>> {
  const database = openCollectorDatabase(withDatabase(url, { schema: 'collector' }));
  const { rows } = await database.pool.query<{ state: string; n: number }>(
    'select state, count(*)::int as n from outbox group by 1',
  );
  await database.close();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

async function trailOf(url: string, tenantId: string) {
  const auth: AuthDatabase = openAuthDatabase(withDatabase(url, { schema: 'auth' }));
  const entries = await auth.client.auditEntry.findMany({ where: { tenantId }, orderBy: { id: 'asc' } });
  await auth.close();
  return entries.map(({ actor, action, targetId, after }) => ({ actor, action, targetId, after }));
}

describe('against DATABASE_URL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    env = { DATABASE_URL: database.url };
    await migrateAll(namedUrls({ DATABASE_URL: database.url }));
  });
  afterAll(() => database.drop());

  it('lists what was given up, and moves what is named, which the trail of the tenant tells (Q03)', async () => {
    const nothing = { code: 0, stdout: 'No message was given up.\n', stderr: '' };
    expect(await deadLetters(['list'], env)).toEqual(nothing);
    const ids = await giveUp(database.url, 3);
    const { code, stdout, stderr } = await within(list, { limit: '2' }, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '2 of 3\n' });
    expect(stdout).toContain(`policy-engine  scan.collected  5      ${ids[0]}  ${tenant}  broken \\u001b[31m\n`);
    expect(JSON.parse((await within(list, { output: 'json' }, env)).stdout)).toHaveLength(3);
    expect(await within(list, { consumer: 'collector' }, env)).toEqual(nothing);

    expect(await within(redrive, { id: [ids[0], 'nobody'] }, env)).toEqual({
      code: 1,
      stdout: `1 moved to policy-engine for ${tenant}\n`,
      stderr: 'cspmexa: There is no dead letter nobody.\n',
    });
    expect(await states(database.url)).toEqual({ pending: 1, dead: 2 });
    const done = await within(redrive, { all: true, consumer: 'policy-engine', output: 'json' }, env);
    expect(JSON.parse(done.stdout)).toEqual([
      { consumer: 'policy-engine', tenantId: tenant, ids: expect.arrayContaining(ids.slice(1)) },
    ]);
    expect(await states(database.url)).toEqual({ pending: 3 });
    expect(await trailOf(database.url, tenant)).toMatchObject([
      {
        actor: me,
        action: 'dead-letters.redriven',
        targetId: 'policy-engine',
        after: { ids: [ids[0], 'nobody'], count: 2 },
      },
      { actor: me, action: 'dead-letters.redriven', after: { ids: 'all' } },
    ]);
    expect(await within(redrive, { all: true }, env)).toEqual({ code: 0, stdout: 'Nothing was moved.\n', stderr: '' });
  }, 120_000);

  it('says that it may not: exit code 4; and that nobody is there: exit code 1', async () => {
    const listed = (url: string) => within(() => main(['dead-letters', 'list']), {}, { DATABASE_URL: url });
    const refused = new URL(database.url);
    refused.password = 'wrong';
    expect(await listed(refused.href)).toMatchObject({ code: 4, stdout: '' });
    expect(await listed('postgresql://nobody@127.0.0.1:1/none')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^cspmexa: .*ECONNREFUSED/),
    });
  });
});

it('works on the data folder of an installation, whether that runs or not', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-data-'));
  let postgres = await startPostgres({ directory: path.join(folder, 'postgres'), durable: false });
  try {
    const url = withDatabase(`${postgres.url}/postgres`, { database: 'cspmexa' });
    await createDatabase(url);
    await migrateAll(namedUrls({ DATABASE_URL: url }));
    await giveUp(url, 2);
    const listed = async () => JSON.parse((await within(list, { output: 'json', data: folder }, {})).stdout);
    expect(await listed()).toHaveLength(2);
    await postgres.stop();
    expect(await listed()).toHaveLength(2);
    expect(await deadLetters(['redrive', '--all', '--data', folder], {})).toMatchObject({ code: 0 });
    postgres = await startPostgres({ directory: path.join(folder, 'postgres'), durable: false, port: postgres.port });
    expect(await states(url)).toEqual({ pending: 2 });
  } finally {
    await postgres.stop();
    for (const each of [postgres.directory, folder]) rmSync(each, { recursive: true, force: true });
  }
}, 120_000);

const source = await findRabbitMq();
(source.how === 'program' ? it : it.skip)(
  'works on the broker, with what belongs to nobody, too',
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-broker-'));
    const broker = await startRabbitMq(source, path.join(folder, 'broker'));
    const database = await createTestDatabase();
    const carrier = new RabbitMqCarrier({ url: broker.url, name: 'test', logger: captureLogs().logger });
    try {
      await migrateAll(namedUrls({ DATABASE_URL: database.url }));
      const env = { DATABASE_URL: database.url, AMQP_URL: broker.url };
      let isHealthy = false;
      const handled: string[] = [];
      await carrier.consume({
        name: 'notification',
        concurrency: 10,
        handle: async ({ envelope: { id } }) => {
          if (!isHealthy) throw new DeadLetterError('not today');
          handled.push(id);
        },
      });
      const envelope: Envelope = {
        id: randomUUID(),
        type: findingOpened.name,
        version: 1,
        tenantId: tenant,
        occurredAt: new Date().toISOString(),
        traceparent: '',
        data: findingOpened.example,
      };
      await carrier.publish(envelope);
      const connection = await connect(broker.url);
      const channel = await connection.createConfirmChannel();
      channel.publish('cspm.events', findingOpened.name, Buffer.from('{"half":'));
      await channel.waitForConfirms();
      await connection.close();
      await eventually(async () => expect((await carrier.deadLetters.count({})).length).toBe(2));
      const { stdout } = await within(list, {}, env);
      expect(stdout).toMatch(/finding.opened {2}1 .*not today/);
      expect(stdout).toMatch(/finding.opened {2}0 .*no tenant +not JSON/);
      isHealthy = true;
      expect(await deadLetters(['redrive', '--all'], env)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('1 moved to notification for no tenant\n'),
      });
      await eventually(() => expect(handled).toEqual([envelope.id]));
      expect(await trailOf(database.url, installation)).toMatchObject([
        { actor: me, action: 'dead-letters.redriven', targetId: 'notification', after: { ids: 'all' } },
      ]);
      expect(await trailOf(database.url, tenant)).toHaveLength(1);
    } finally {
      await carrier.close();
      await database.drop();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  90_000,
);
