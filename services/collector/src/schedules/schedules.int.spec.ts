/** Schedules: what they take, and that each due time starts one scan. */
import { ApiError, type Account, type addSchedule, type RouteArguments, type Schedule } from '@cspmexa/contracts';
import { fixedClock } from '@cspmexa/platform';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { captureLogs, eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';
import { dueScheduleSql, Scheduler } from './scheduler.js';

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
const add = (body: Omit<Partial<RouteArguments<typeof addSchedule>['body']>, 'cron'> & { readonly cron: string }) =>
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
const change = (scheduleId: string, body: object) => collector.api.changeSchedule({ params: { scheduleId }, body });
const rowOf = (id: string) =>
  collector.database.withTenant(collector.tenantId, (tx) =>
    tx.schedule.findUniqueOrThrow({ where: { tenantId_id: { tenantId: collector.tenantId, id } } }),
  );
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

  it('starts one scan, not many, after a time in which nobody looked, or none if it is to skip what was missed', async () => {
    const { id } = await add({ cron: '*/30 * * * *' });
    const before = (await scans()).length;
    clock.set('2026-03-05T10:20:00Z');
    await eventually(async () => expect(await scans()).toHaveLength(before + 1));
    await pause(300);
    expect(await scans()).toHaveLength(before + 1);
    const [newest] = await scans();
    expect(newest).toMatchObject({ scheduleId: id });
    expect(await onlyOne()).toMatchObject({
      ...{ nextDueAt: '2026-03-05T10:30:00.000Z', lastDueAt: '2026-03-05T10:00:00.000Z' },
      ...{ lastOutcome: 'started', lastScanId: newest?.id },
    });
    await collector.ended(newest?.id ?? '');

    await change(id, { missed: 'skip' });
    clock.set('2026-03-05T20:20:00Z');
    await eventually(async () => expect((await onlyOne()).lastDueAt).toBe('2026-03-05T20:00:00.000Z'));
    expect(await onlyOne()).toMatchObject({ lastOutcome: 'missed', lastScanId: newest?.id });
    expect(await scans()).toHaveLength(before + 1);
    clock.set('2026-03-05T20:30:00Z');
    await eventually(async () => expect((await onlyOne()).lastOutcome).toBe('started'));
    await collector.ended((await onlyOne()).lastScanId ?? '');
  }, 30_000);

  it('passes a time over while a scan of the same things runs, and says so', async () => {
    gate.closed = true;
    const { id } = await collector.api.startScan({
      body: { accountId: account.id, scope: { regions: ['us-east-1'] } },
    });
    await add({ cron: '*/5 * * * *' });
    const before = (await scans()).length;
    clock.advance(600_000);
    await eventually(async () => expect((await onlyOne()).lastDueAt).not.toBeNull());
    expect(await onlyOne()).toMatchObject({ lastOutcome: 'overlap', lastScanId: null });
    expect(await scans()).toHaveLength(before);
    gate.closed = false;
    await collector.ended(id);
  }, 30_000);

  it('starts nothing in a blackout, while its account is off, or for what the account no longer has', async () => {
    clock.set('2026-03-06T12:00:00Z');
    const before = (await scans()).length;
    const friday = [{ days: [5], from: '09:00', to: '18:00' }];
    const { id } = await add({ cron: '0 * * * *', timeZone: 'America/Sao_Paulo', blackouts: friday });
    const outcomeAt = async (time: string): Promise<string | null> => {
      clock.set(time);
      return eventually(async () => {
        const schedule = await onlyOne();
        expect(schedule.lastDueAt).toBe(new Date(time).toISOString());
        return schedule.lastOutcome;
      });
    };
    expect(await outcomeAt('2026-03-06T13:00:00Z')).toBe('blackout');
    expect(await outcomeAt('2026-03-06T20:00:00Z')).toBe('blackout');
    await collector.api.changeAccount({ params: params(), body: { enabled: false } });
    expect(await outcomeAt('2026-03-06T21:00:00Z')).toBe('disabled');
    await collector.api.changeAccount({ params: params(), body: { enabled: true, scope: { regions: ['eu-west-1'] } } });
    expect(await outcomeAt('2026-03-06T22:00:00Z')).toBe('out-of-scope');
    await collector.api.changeAccount({ params: params(), body: { scope: {} } });
    expect(await scans()).toHaveLength(before);
    await change(id, { scope: { regions: ['us-east-1'], severities: ['critical'] } });
    expect(await outcomeAt('2026-03-06T23:00:00Z')).toBe('started');
    const [newest] = await scans();
    expect(newest).toMatchObject({ scope: { severities: ['critical'], regions: ['us-east-1'], resources: [] } });
    await collector.ended(newest?.id ?? '');
  }, 30_000);

  it('keeps the start of a due time, whoever changes what else', async () => {
    const jitterSeconds = 3_000;
    const { id } = await add({ cron: '0 * * * *', jitterSeconds });
    const start = async () => {
      const row = await rowOf(id);
      const put = (row.startsAt?.getTime() ?? 0) - (row.nextDueAt?.getTime() ?? 0);
      expect(put).toBeGreaterThanOrEqual(0);
      expect(put).toBeLessThanOrEqual(jitterSeconds * 1_000);
      return row.startsAt;
    };
    const before = await start();
    clock.set(new Date((before?.getTime() ?? 0) - 1_000));
    const { nextDueAt } = await onlyOne();
    await change(id, {
      missed: 'skip',
      blackouts: [{ days: [1], from: '01:00', to: '02:00' }],
      scope: { services: ['ec2'] },
    });
    expect(await start()).toEqual(before);
    await pause(200);
    expect(await onlyOne()).toMatchObject({ nextDueAt, lastDueAt: null });
  });

  it('starts one scan of a due time even when the time comes again', async () => {
    clock.set('2026-03-08T00:00:00Z');
    const { id } = await add({ cron: '0 3 * * *' });
    clock.set('2026-03-08T03:00:00Z');
    await eventually(async () => expect((await onlyOne()).lastOutcome).toBe('started'));
    const { lastScanId } = await onlyOne();
    await collector.ended(lastScanId ?? '');
    const count = (await scans()).length;
    // Another replica's clock is late, and somebody changes the schedule there.
    clock.set('2026-03-08T02:59:00Z');
    expect(await change(id, { cron: '0 3 * * 0' })).toMatchObject({ nextDueAt: '2026-03-08T03:00:00.000Z' });
    clock.set('2026-03-08T03:00:01Z');
    await eventually(async () => expect((await onlyOne()).nextDueAt).toBe('2026-03-15T03:00:00.000Z'));
    expect(await onlyOne()).toMatchObject({ lastOutcome: 'started', lastScanId });
    expect(await scans()).toHaveLength(count);
  }, 30_000);

  it('starts its scan once when the one who started it dies before he has said so', async () => {
    clock.set('2026-03-09T00:00:00Z');
    await add({ cron: '0 3 * * *' });
    const before = (await scans()).length;
    const { logger } = captureLogs('info');
    logger.info = () => {
      throw new Error('It dies before its transaction is committed.');
    };
    const dying = new Scheduler(collector.database, fixedClock('2026-03-09T03:00:00Z'), [], logger);
    await expect(dying.runOne()).rejects.toThrow('It dies');
    expect(await onlyOne()).toMatchObject({ lastDueAt: null, lastScanId: null });
    expect(await scans()).toHaveLength(before);
    clock.set('2026-03-09T03:00:00Z');
    await eventually(async () => expect(await scans()).toHaveLength(before + 1));
    await pause(200);
    expect(await scans()).toHaveLength(before + 1);
    await collector.ended((await scans())[0]?.id ?? '');
  }, 30_000);

  it('is found by an index among thousands', async () => {
    const { database, owner, tenantId } = collector;
    await database.client.$executeRawUnsafe(
      `insert into schedules (tenant_id, id, account_id, cron, time_zone, jitter_seconds, enabled, next_due_at, starts_at, created_at)
       select $1::uuid, gen_random_uuid(), gen_random_uuid(), '0 3 * * *', 'UTC', 0, n % 50 > 0, at, at, now()
       from generate_series(1, 20000) n, lateral (select '2099-01-01'::timestamptz + n * interval '1 second') t(at)`,
      tenantId,
    );
    await owner.query('analyze schedules');
    const plan = await database.client.$queryRawUnsafe(`explain ${dueScheduleSql.replace('$1', 'now()')}`);
    expect(JSON.stringify(plan)).toContain('Index Scan using schedules_enabled_starts_at_idx');
    await database.client.$executeRawUnsafe(`delete from schedules where starts_at >= '2099-01-01'`);
  }, 30_000);

  it('can be changed and switched off', async () => {
    const { id } = await add({ cron: '0 3 * * *' });
    expect(await change(id, { enabled: false })).toMatchObject({ enabled: false, nextDueAt: null });
    const changed = await change(id, { enabled: true, cron: '30 4 * * *', timeZone: 'America/Sao_Paulo' });
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
