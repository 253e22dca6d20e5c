/** Schedules: what they take, and that each due time starts one scan. */
import { ApiError, type Account, type Schedule } from '@cspmexa/contracts';
import { fixedClock } from '@cspmexa/platform';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

const clock = fixedClock('2026-03-01T00:00:00Z');
const aws = createSandboxAccount();
const gate = gatedCollector();
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  const settings = { clock, collectors: gate.collectors };
  collector = await collectorUnderTest(sandboxAccess(aws), settings);
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
  await Promise.all([collector.replica(settings), collector.replica(settings)]);
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(async () => {
  gate.closed = false;
  const { items } = await schedules();
  for (const { id } of items) await collector.api.removeSchedule({ params: { scheduleId: id } });
});

const params = () => ({ accountId: account.id });
const schedules = () => collector.api.listSchedules({ params: params() });
const add = (body: { cron: string; timeZone?: string; jitterSeconds?: number; enabled?: boolean }) =>
  collector.api.addSchedule({
    params: params(),
    body: { jitterSeconds: 0, scope: { regions: ['us-east-1'] }, ...body },
  });
const scans = async () =>
  (await collector.api.listScans({ query: { limit: 200 } })).items.filter(({ trigger }) => trigger === 'schedule');
const onlyOne = async (): Promise<Schedule> => {
  const [schedule] = (await schedules()).items;
  if (!schedule) throw new Error('There is no schedule.');
  return schedule;
};
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a schedule', () => {
  it('starts exactly one scan per due time, with three collectors looking', async () => {
    expect(await add({ cron: '0 3 * * *' })).toMatchObject({ nextDueAt: '2026-03-01T03:00:00.000Z', lastDueAt: null });
    await pause(200);
    expect(await scans()).toHaveLength(0);
    for (const day of ['01', '02', '03']) {
      clock.set(`2026-03-${day}T03:00:30Z`);
      await eventually(async () => expect((await onlyOne()).lastDueAt).toBe(`2026-03-${day}T03:00:00.000Z`));
      const [newest] = await scans();
      await collector.ended(newest?.id ?? '');
    }
    await pause(200);
    expect(await scans()).toHaveLength(3);
    expect((await scans()).every(({ state }) => state === 'complete')).toBe(true);
  }, 30_000);

  it('starts one scan, not many, after a time in which nobody looked', async () => {
    await add({ cron: '*/5 * * * *' });
    const before = (await scans()).length;
    clock.advance(86_400_000);
    await eventually(async () => expect(await scans()).toHaveLength(before + 1));
    await pause(300);
    expect(await scans()).toHaveLength(before + 1);
    expect(Date.parse((await onlyOne()).nextDueAt ?? '')).toBeGreaterThan(clock.now().getTime());
  }, 30_000);

  it('passes a time over while a scan of the same things runs', async () => {
    gate.closed = true;
    const { id } = await collector.api.startScan({
      body: { accountId: account.id, scope: { regions: ['us-east-1'] } },
    });
    await add({ cron: '*/5 * * * *' });
    const before = (await scans()).length;
    clock.advance(600_000);
    await eventually(async () => expect((await onlyOne()).lastDueAt).not.toBeNull());
    expect(await scans()).toHaveLength(before);
    gate.closed = false;
    await collector.ended(id);
  }, 30_000);

  it('does not start before its jitter is over', async () => {
    const jitterSeconds = 3_600;
    await add({ cron: '*/5 * * * *', jitterSeconds });
    const [row] = await collector.database.withTenant(collector.tenantId, (tx) =>
      tx.schedule.findMany({ where: { tenantId: collector.tenantId } }),
    );
    const put = (row?.startsAt?.getTime() ?? 0) - (row?.nextDueAt?.getTime() ?? 0);
    expect(put).toBeGreaterThanOrEqual(0);
    expect(put).toBeLessThanOrEqual(jitterSeconds * 1_000);
  });

  it('can be changed and switched off', async () => {
    const { id } = await add({ cron: '0 3 * * *' });
    const change = (body: object) => collector.api.changeSchedule({ params: { scheduleId: id }, body });
    expect(await change({ enabled: false })).toMatchObject({ enabled: false, nextDueAt: null });
    const changed = await change({ enabled: true, cron: '30 4 * * *', timeZone: 'America/Sao_Paulo' });
    expect(new Date(changed.nextDueAt ?? '').toISOString()).toMatch(/T07:30:00.000Z$/);
  });
});

describe('a cron expression', () => {
  it.each([
    ['* * * * * *', 'has 6. Seconds are not offered'],
    ['0 3 1,15 *', 'has 4'],
    ['61 * * * *', 'minute field "61"'],
    ['0 25 * * *', 'hour field "25"'],
    ['0 0 32 * *', 'day of the month field "32"'],
    ['0 0 1 13 *', 'month field "13"'],
    ['0 0 * * 9', 'day of the week field "9"'],
    ['*/0 * * * *', 'minute field "*/0"'],
    ['0 0 30 2 *', 'there is no such date'],
    ['0 0 31 4,6,9,11 *', 'there is no such date'],
    ['every day of the week', 'minute field "every"'],
  ])('is refused with the field that is wrong: %s', async (cron, message) => {
    const thrown = await add({ cron }).catch((error: unknown) => error);
    if (!(thrown instanceof ApiError)) throw new Error('It was not refused.');
    expect(thrown).toMatchObject({
      status: 400,
      problem: { code: 'invalid-input', errors: [{ pointer: '/body/cron' }] },
    });
    expect(JSON.stringify(thrown.problem?.errors).replaceAll('\\"', '"')).toContain(message);
  });

  it('is previewed across a change of the clock', async () => {
    clock.set('2026-03-07T12:00:00Z');
    const { next } = await collector.api.previewSchedule({
      query: { cron: '30 2 * * *', timeZone: 'America/New_York' },
    });
    expect(next.slice(0, 3)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
      '2026-03-10T06:30:00.000Z',
    ]);
    expect(next).toHaveLength(5);
  });
});
