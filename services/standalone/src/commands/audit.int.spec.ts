/** `cspmexa audit` against a database. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AuditTrail, authMigrations, openAuthDatabase, type AuthDatabase } from '@cspmexa/auth';
import { createLogger, systemClock } from '@cspmexa/platform';
import { createTestDatabase, openOwnerPool, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { within } from '../../test/within.js';
import { UsageError } from '../usage.js';
import { anchor, verify } from './audit.js';

const tenantId = randomUUID();
let database: TestDatabase;
let auth: AuthDatabase;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase(authMigrations, 'auth');
  auth = openAuthDatabase(database.url);
  env = { DATABASE_URL: database.url.replace(/\?.*$/, '') };
  folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-audit-'));
  await write(5);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await auth.close();
  await database.drop();
});

const write = async (count: number): Promise<void> => {
  const trail = new AuditTrail(auth, systemClock, createLogger({ name: 'test', level: 'silent' }));
  for (let index = 0; index < count; index += 1)
    await trail.recordAlone(tenantId, {
      actor: 'ana@tucanuva.example',
      action: 'thing.changed',
      target: { kind: 'thing', id: String(index) },
    });
};
const tamper = async (sql: string): Promise<void> => {
  const owner = openOwnerPool(database.url);
  await owner.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
  await owner.end();
};

it('says that every trail is whole, prints where they stand, and names the row that is not (U02)', async () => {
  const whole = await within(verify, { output: 'json' }, env);
  expect(whole.code).toBe(0);
  expect(
    whole.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toContainEqual(expect.objectContaining({ tenantId, entries: 5, broken: null, anchors: 0 }));
  const { stdout: anchors } = await within(anchor, {}, env);
  expect(JSON.parse(anchors)).toMatchObject({ tenantId, seq: 5, hash: expect.stringMatching(/^[\da-f]{64}$/) });
  const file = path.join(folder, 'anchors.jsonl');
  writeFileSync(file, anchors);
  await write(2);
  const anchored = await within(verify, { tenant: tenantId, anchors: file }, env);
  expect(anchored).toMatchObject({ code: 0, stdout: expect.stringContaining('whole  7 rows  1 anchors') });

  await tamper(`update audit_entries set actor = 'nobody' where seq = 3`);
  expect(await within(verify, {}, env)).toMatchObject({
    code: 3,
    stdout: expect.stringContaining(`${tenantId}  broken at row 3: changed  id `),
  });
  // Everything is written anew, by somebody who knows how.
  await tamper('delete from audit_entries; delete from audit_heads');
  await write(7);
  expect(await within(verify, { tenant: tenantId }, env)).toMatchObject({ code: 0 });
  expect(await within(verify, { tenant: tenantId, anchors: file }, env)).toMatchObject({
    code: 3,
    stdout: expect.stringContaining(`${tenantId}  broken at row 5: changed`),
  });
}, 60_000);

it.each([
  [{ tenant: 'x' }, '--tenant: This is not the id of a tenant.'],
  [{ anchors: '/nonexistent' }, expect.stringContaining('ENOENT')],
  [{ output: 'xml' }, '--output: There is no "xml". There are table, json.'],
])('does not understand %j', async (options, problem) => {
  const error: unknown = await verify(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ problems: [problem] });
});
