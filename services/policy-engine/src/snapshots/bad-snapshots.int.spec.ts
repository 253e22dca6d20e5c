import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unitCollected } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { newId } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { startEngine, type EngineUnderTest, type SentUnit } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
  await engine.collect(1, [buckets([bucket('reports', 'Never')])]);
  await engine.heard();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const fileOf = ({ snapshot: { key } }: SentUnit): string => path.join(engine.folder, ...key.split('/'));
const otherAccount = (text: string): string => text.replaceAll('111122223333', '444455556666');

describe('a snapshot that cannot be trusted', () => {
  const header = (change: object) => ({
    format: 'cspmexa-snapshot/1',
    service: 's3',
    place: { partition: 'aws', accountId: '111122223333', region: 'global' },
    collectedAt: '2026-03-01T12:00:00.000Z',
    kinds: ['aws.s3.bucket'],
    holes: [],
    coverage: [],
    ...change,
  });
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;

  it.each<[string, (unit: SentUnit) => Promise<void>]>([
    ['missing', (unit) => rm(fileOf(unit))],
    ['cut', async (unit) => writeFile(fileOf(unit), (await readFile(fileOf(unit))).subarray(0, -40))],
    ['empty', (unit) => writeFile(fileOf(unit), '')],
    ['no gzip', (unit) => writeFile(fileOf(unit), 'hello')],
    ['of another account', (unit) => writeFile(fileOf(unit), gzipSync(otherAccount(line(header({})))))],
    ['of another service', (unit) => writeFile(fileOf(unit), gzipSync(line(header({ service: 'ec2' }))))],
    [
      'of another region',
      (unit) =>
        writeFile(fileOf(unit), gzipSync(line(header({ place: { ...header({}).place, region: 'us-east-1' } })))),
    ],
    [
      'mixed with another account',
      (unit) => writeFile(fileOf(unit), gzipSync(line(header({})) + otherAccount(line(bucket('reports', 'Enabled'))))),
    ],
    ['broken in its second line', (unit) => writeFile(fileOf(unit), gzipSync(`${line(header({}))}{"kind"`))],
  ])('is tried again, and changes nothing, when it is %s', async (_, spoil) => {
    const scanId = newId();
    const unit = await engine.unit(scanId, 2, buckets([bucket('reports', 'Enabled'), bucket('logs', 'Never')]));
    await spoil(unit);
    for (const message of [unit.envelope, engine.scan(scanId, 2, [unit])])
      expect(await engine.deliver(message)).toMatchObject({
        retry: [{ consumer: 'policy-engine', attempts: 1 }],
        dead: [],
      });
    expect(await engine.findings()).toEqual(['open test-s3-bucket-versioned reports/']);
    expect(await engine.heard()).toEqual([]);
    expect(await engine.rows('select generation from judged_places group by generation')).toEqual([{ generation: 1 }]);
  });

  it('ends among the dead letters with its reason, from where it can be tried again', async () => {
    const unit = await engine.unit(newId(), 2, buckets([bucket('reports', 'Never')]));
    await rename(fileOf(unit), `${fileOf(unit)}.away`);
    await engine.database.withTenant(engine.tenantId, (tx) =>
      publish(tx, engine.tenantId, unitCollected, unitCollected.payload.parse(unit.envelope.data), { generation: 2 }),
    );
    const letters = () => engine.carrier.deadLetters.list({ consumer: 'policy-engine' });
    await eventually(async () =>
      expect(await letters()).toMatchObject([
        { type: 'unit.collected', attempts: 3, reason: expect.stringContaining('not-found') },
      ]),
    );
    expect(await engine.findings()).toEqual(['open test-s3-bucket-versioned reports/']);
    await rename(`${fileOf(unit)}.away`, fileOf(unit));
    await engine.carrier.deadLetters.redrive({ consumer: 'policy-engine' });
    await eventually(async () => expect(await engine.rows('select 1 from outbox')).toEqual([]));
    expect(await engine.rows('select distinct generation from judged_places where stage = $1', 'unit')).toEqual([
      { generation: 2 },
    ]);
  });

  it('is judged after all when it can be read at a later try', async () => {
    const unit = await engine.unit(newId(), 2, buckets([bucket('reports', 'Enabled')]));
    const bytes = await readFile(fileOf(unit));
    await writeFile(fileOf(unit), bytes.subarray(0, 100));
    await expect(engine.send(unit.envelope)).rejects.toThrow();
    await writeFile(fileOf(unit), bytes);
    await engine.send(unit.envelope);
    expect(await engine.findings()).toEqual(['resolved test-s3-bucket-versioned reports/']);
    await rm(fileOf(unit));
    await engine.send(unit.envelope);
  });
});

describe('what clouds write', () => {
  it('is stored, however odd', async () => {
    const odd = bucket('odd', 'Never');
    const name = 'nul \0 half \ud800 quote \' " \\u0000 back\\slash \u2028';
    await engine.collect(3, [
      buckets([{ ...odd, name, arn: `${odd.arn}-${name}`, base: { name, n: 1, nested: { a: 1 } } }]),
    ]);
    const { items } = await (await engine.client()).listFindings({ query: { search: 'back\\slash' } });
    expect(items).toMatchObject([
      { status: 'open', resourceName: 'nul \uFFFD half \uFFFD quote \' " \\u0000 back\\slash \u2028' },
    ]);
    const [finding] = items;
    await engine.collect(4, [
      buckets([{ ...odd, name, arn: `${odd.arn}-${name}`, base: { name, n: 1, nested: { a: 1 } } }]),
    ]);
    expect(await (await engine.client()).getFinding({ params: { findingId: finding?.id ?? '' } })).toMatchObject({
      history: [{ change: 'opened' }],
      fix: { cli: expect.stringContaining('back\\slash') },
    });
  });

  it('is judged by the worse of two resources under one ARN, in either order', async () => {
    for (const states of [
      ['Never', 'Enabled'],
      ['Enabled', 'Never'],
    ] as const) {
      await engine.collect(5, [buckets(states.map((state) => bucket('twice', state)))]);
      expect(await engine.findings()).toContain('open test-s3-bucket-versioned twice/');
    }
    expect(
      await engine.rows(
        `select count(*)::int as entries from finding_history h join findings f on f.id = h.finding_id where f.resource_name = 'twice'`,
      ),
    ).toEqual([{ entries: 1 }]);
  });
});
