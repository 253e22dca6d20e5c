/** What the migration makes of findings that were there before is what judging would have made of them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, group, network } from '../../test/sample-units.js';
import { policyEngineMigrations } from '../database.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

it('gives findings of before their causes and due dates, without history', async () => {
  await engine.collect(1, [
    buckets([bucket('Reports', 'Never'), bucket('logs', 'Never')]),
    network('us-east-1', [group('sg-1', 'us-east-1', 22, null)]),
  ]);
  await engine.collect(2, [buckets([bucket('Reports', 'Never'), bucket('logs', 'Enabled')])]);
  // A key that is too long, and a cause without a part.
  await engine.rows(
    `update findings set resource_arn = resource_arn || repeat('x', 900), cause_key = left(lower(resource_arn || repeat('x', 900)), 300)
       || '~' || left(encode(sha256(convert_to(lower(resource_arn || repeat('x', 900)) || '#rules', 'UTF8')), 'hex'), 32)
     where policy_id = 'test-ec2-group-ports-closed'`,
  );
  const read = () => engine.rows('select id, cause_key, cause_title, due_at, version from findings order by id');
  const judged = await read();
  expect(judged.length).toBeGreaterThan(4);
  await engine.rows(`update findings set cause_key = '', cause_title = null, due_at = null`);

  const migration = await readFile(
    path.join(policyEngineMigrations, '20261123090000_daily_work/migration.sql'),
    'utf8',
  );
  const [statement = ''] = /^UPDATE "findings"[^;]+;/m.exec(migration) ?? [];
  await engine.owner.query(statement);
  expect(await read()).toEqual(judged);
}, 30_000);
