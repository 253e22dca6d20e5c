/** Calls over real sockets to a server that throttles, stalls and breaks. */
import { DescribeVolumesCommand, type EC2Client, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ec2Error, volumes, type Answer } from '../test/answers.js';
import { startServer, unitsAt, type Fate, type Server, type Unit } from '../test/server.js';
import { boundlessBudget, CallBudget } from './budget/call-budget.js';
import { MemoryBucketStore } from './budget/memory-bucket-store.js';
import type { Coverage } from './coverage.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function serving(...given: Parameters<typeof startServer>): Promise<Server> {
  const server = await startServer(...given);
  servers.push(server);
  return server;
}

const tooMuch = ec2Error('RequestLimitExceeded', 503);
const slowDown: Answer = { status: 503, body: '<Error><Code>SlowDown</Code><Message>no</Message></Error>' };
const expired = ec2Error('ExpiredToken', 403);
const byDefault: Answer = {
  body: '<GetEbsEncryptionByDefaultResponse><ebsEncryptionByDefault>true</ebsEncryptionByDefault></GetEbsEncryptionByDefaultResponse>',
};
const versioning: Answer = { body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>' };
const answerTo = (operation: string): Answer =>
  operation === 'DescribeVolumes' ? volumes(['vol-1']) : operation === 'versioning' ? versioning : byDefault;

const ec2Of = ({ clients, aws }: Unit): EC2Client => clients.ec2(aws.place.region);
const listVolumes = (unit: Unit) =>
  unit.aws.call('ec2:DescribeVolumes', (options) => ec2Of(unit).send(new DescribeVolumesCommand({}), options));
const readDefault = (unit: Unit) =>
  unit.aws.call('ec2:GetEbsEncryptionByDefault', (options) =>
    ec2Of(unit).send(new GetEbsEncryptionByDefaultCommand({}), options),
  );
const readVersioning = ({ aws, clients }: Unit) =>
  aws.call('s3:GetBucketVersioning', (options) =>
    clients.s3(aws.place.region).send(new GetBucketVersioningCommand({ Bucket: 'reports' }), options),
  );

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

const quick = { throttled: [20, 40, 80, 160, 320, 640], unanswered: [20, 40] };
const times = <T>(count: number, make: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: count }, make));
const lostOf = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));

/** Every request that the server saw is counted, no call was tried more than three times, and the sums agree. */
function expectCounted(coverage: Coverage, { asked }: Server): void {
  const { calls, retries } = coverage.counts;
  expect(calls + retries).toBe(asked.length);
  for (const cost of coverage.costs()) expect(cost.retries).toBeLessThanOrEqual(cost.calls * 2);
  const sum = coverage.costs().reduce((all, cost) => all + cost.calls + cost.retries, 0);
  expect(sum).toBe(asked.length);
}

describe('A02 calls that are throttled', () => {
  it.each([1, 2])(
    'A02: all come through where three of ten answers are refusals, at random (%i)',
    async (seed) => {
      const next = random(seed);
      let refused = 0;
      const server = await serving(({ operation }) => {
        if (next() >= 0.3) return answerTo(operation);
        refused += 1;
        return operation === 'versioning' ? slowDown : tooMuch;
      });
      const { unit, coverage } = unitsAt(server.url, { pauses: quick, budget: boundlessBudget() });
      const one = unit('sa-east-1');
      const results = (
        await Promise.all([times(100, () => listVolumes(one)), times(100, () => readVersioning(one))])
      ).flat();
      expect(lostOf(results)).toEqual([]);
      expect(coverage.holes()).toEqual([]);
      expect(coverage.counts.throttles).toBe(refused);
      expectCounted(coverage, server);
    },
    60_000,
  );

  it('A02: all come through a limit like those of EC2, and few are refused', async () => {
    // A bucket of tokens that fills again, faster than AWS's so that the test is short.
    const [size, refillPerSecond] = [40, 80];
    let tokens: number = size;
    let last = performance.now();
    const server = await serving(async () => {
      const now = performance.now();
      tokens = Math.min(size, tokens + ((now - last) / 1_000) * refillPerSecond);
      last = now;
      if (tokens < 1) return slowDown;
      tokens -= 1;
      return versioning;
    });
    const { unit, coverage } = unitsAt(server.url, { pauses: quick });
    const one = unit('sa-east-1');
    expect(lostOf(await times(400, () => readVersioning(one)))).toEqual([]);
    expect(coverage.holes()).toEqual([]);
    expect(coverage.counts.throttles).toBeLessThan(200);
    expectCounted(coverage, server);
  }, 60_000);

  it('A02: end unknown in bounded time where one action is always refused, and hold up no other', async () => {
    const server = await serving(({ operation }) => (operation === 'versioning' ? slowDown : answerTo(operation)));
    const { unit, coverage } = unitsAt(server.url, {
      pauses: { throttled: [20, 40], unanswered: [] },
      budget: boundlessBudget(),
    });
    const one = unit('sa-east-1');
    const refused = times(300, () => readVersioning(one));
    const began = performance.now();
    expect(lostOf(await times(100, () => readDefault(one)))).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
    const failures = lostOf(await refused);
    expect(failures).toHaveLength(300);
    for (const failure of failures) expect(failure).toMatchObject({ unknown: { reason: 'throttled' } });
    expect(coverage.holes()).toMatchObject([{ action: 's3:GetBucketVersioning', outcome: 'throttled' }]);
    expectCounted(coverage, server);
  }, 60_000);

  it('A02: are not made at all beyond what AWS publishes', async () => {
    const server = await serving(({ operation }) => answerTo(operation));
    const budget = new CallBudget(new MemoryBucketStore(), { account: 'aws/111122223333', percent: 50 });
    const one = unitsAt(server.url, { budget }).unit('sa-east-1');
    const began = performance.now();
    expect(lostOf(await times(110, () => readDefault(one)))).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('A02: hold no slot while they wait for their turn, and their waiting is not their time-out', async () => {
    const server = await serving(({ operation }) => answerTo(operation));
    const budget = new CallBudget(new MemoryBucketStore(), { account: 'aws/111122223333', percent: 1 });
    const one = unitsAt(server.url, { budget, callDeadlineMs: 400 }).unit('sa-east-1');
    await times(2, () => readDefault(one));
    const stop = new AbortController();
    const waiting = unitsAt(server.url, { budget, callDeadlineMs: 400, signal: stop.signal }).unit('sa-east-1');
    const waits = times(64, () => readDefault(waiting));
    expect(lostOf(await times(40, () => readVersioning(one)))).toEqual([]);
    stop.abort();
    for (const failure of lostOf(await waits)) expect(failure).toMatchObject({ code: 'Stopped' });

    const slowly = new CallBudget(new MemoryBucketStore(), { account: 'aws/111122223333', percent: 5 });
    const late = unitsAt(server.url, { budget: slowly, callDeadlineMs: 300 }).unit('eu-west-1');
    expect(lostOf(await times(11, () => readDefault(late)))).toEqual([]);
  }, 20_000);
});

describe('A04 calls that hang, and credentials that end', () => {
  const bounds = { client: { timeoutMs: 150 }, callDeadlineMs: 300, pauses: quick, budget: boundlessBudget() };
  /** For servers that answer: a busy machine takes its time. */
  const patient = { pauses: quick, budget: boundlessBudget() };

  it.each<[Fate, string]>([
    ['stall', 'timed-out'],
    ['trickle', 'timed-out'],
    ['reset', 'unreachable'],
    ['half', 'unreachable'],
  ])('A04: end in bounded time after a %s: %s', async (fate, reason) => {
    const server = await serving(() => fate);
    const { unit, coverage } = unitsAt(server.url, bounds);
    const began = performance.now();
    await expect(listVolumes(unit('sa-east-1'))).rejects.toMatchObject({ unknown: { reason } });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(coverage.holes()).toMatchObject([{ outcome: reason }]);
    expectCounted(coverage, server);
  });

  it.each<Fate>(['stall', 'trickle', 'reset', 'half'])(
    'A04: are made again after a %s, and nobody can tell',
    async (fate) => {
      const server = await serving((_asked, turn) => (turn === 0 ? fate : volumes(['vol-1'])));
      const { unit, coverage } = unitsAt(server.url, bounds);
      expect((await listVolumes(unit('sa-east-1'))).Volumes).toHaveLength(1);
      expect(coverage.holes()).toEqual([]);
      expectCounted(coverage, server);
    },
  );

  it('A04: end in bounded time where the name of the host is not found', async () => {
    const { unit, coverage } = unitsAt('http://nowhere.invalid', { ...patient, callDeadlineMs: 3_000 });
    await expect(listVolumes(unit('sa-east-1'))).rejects.toMatchObject({
      unknown: { reason: expect.stringMatching(/unreachable|timed-out/) },
    });
    // Nothing left for AWS.
    expect(coverage.counts).toMatchObject({ calls: 0, retries: 0 });
  }, 30_000);

  it('A04: lose no region because of one that hangs', async () => {
    const regions = ['af-south-1', 'eu-west-1', 'sa-east-1', 'us-east-1'];
    const server = await serving(({ region, operation }) => (region === 'af-south-1' ? 'stall' : answerTo(operation)));
    const { unit, coverage } = unitsAt(server.url, { ...patient, callDeadlineMs: 1_000 });
    const perRegion = regions.map(async (region) => {
      const one = unit(region);
      return lostOf([...(await times(20, () => listVolumes(one))), ...(await times(20, () => readDefault(one)))])
        .length;
    });
    expect(await Promise.all(perRegion)).toEqual([40, 0, 0, 0]);
    expect(new Set(coverage.holes().map(({ region }) => region))).toEqual(new Set(['af-south-1']));
    expectCounted(coverage, server);
  }, 30_000);

  /** A provider that gives KEY1, KEY2, … and notes how it was asked. */
  function provider() {
    const asked: unknown[] = [];
    let issued = 0;
    return {
      asked,
      credentials: async (options?: Record<string, unknown>) => {
        if (options?.['forceRefresh'] === true) {
          asked.push(options);
          issued += 1;
        }
        return Promise.resolve({ accessKeyId: `KEY${issued}`, secretAccessKey: 'secret', sessionToken: 'token' });
      },
    };
  }

  it('A04: ask once for fresh credentials when they end, however many are under way', async () => {
    const server = await serving(({ accessKeyId, operation }) =>
      accessKeyId === 'KEY0' ? expired : answerTo(operation),
    );
    const { asked, credentials } = provider();
    const { unit, coverage } = unitsAt(server.url, { ...patient, client: { credentials } });
    const results = await Promise.all(
      ['sa-east-1', 'eu-west-1'].map((region) => times(30, () => listVolumes(unit(region)))),
    );
    expect(lostOf(results.flat())).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(coverage.holes()).toEqual([]);
    expectCounted(coverage, server);
  });

  it('A04: ask again when those end as well after a while, and only then', async () => {
    let valid = 'KEY0';
    const server = await serving(({ accessKeyId, operation }) =>
      accessKeyId === valid ? answerTo(operation) : expired,
    );
    const { asked, credentials } = provider();
    const one = unitsAt(server.url, { ...patient, client: { credentials } }).unit('sa-east-1');
    for (const next of ['KEY0', 'KEY1', 'KEY2']) {
      valid = next;
      expect(lostOf(await times(10, () => listVolumes(one)))).toEqual([]);
    }
    expect(asked).toHaveLength(2);
  });

  it('A04: are unknown for their credentials when the fresh ones are no better, and nobody is asked again', async () => {
    const server = await serving(() => expired);
    const { asked, credentials } = provider();
    const { unit, coverage } = unitsAt(server.url, { ...patient, client: { credentials } });
    const failures = lostOf(await times(30, () => listVolumes(unit('sa-east-1'))));
    expect(failures).toHaveLength(30);
    for (const failure of failures) expect(failure).toMatchObject({ unknown: { reason: 'credentials' } });
    expect(asked).toHaveLength(1);
    expect(coverage.holes()).toMatchObject([{ outcome: 'credentials', calls: 30 }]);
    expectCounted(coverage, server);
  });

  it('A04: have no use for credentials that are fixed', async () => {
    const server = await serving(() => expired);
    const one = unitsAt(server.url, bounds).unit('sa-east-1');
    await expect(listVolumes(one)).rejects.toMatchObject({ unknown: { reason: 'credentials' } });
    expect(server.asked).toHaveLength(1);
  });

  it('A04: end in bounded time where credentials never come, without a request', async () => {
    const server = await serving(() => volumes([]));
    const credentials = () => new Promise<never>(() => undefined);
    const { unit, coverage } = unitsAt(server.url, { ...bounds, client: { timeoutMs: 150, credentials } });
    await expect(listVolumes(unit('sa-east-1'))).rejects.toMatchObject({ unknown: { reason: 'timed-out' } });
    expect(coverage.counts).toMatchObject({ calls: 0, retries: 0 });
  });

  it('A04: end at once when the scan is stopped, whatever they wait for', async () => {
    const server = await serving(({ operation }) => (operation === 'versioning' ? slowDown : 'stall'));
    const stop = new AbortController();
    const one = unitsAt(server.url, { signal: stop.signal }).unit('sa-east-1');
    const calls = [times(30, () => listVolumes(one)), times(30, () => readVersioning(one))];
    setTimeout(() => stop.abort(), 300);
    const began = performance.now();
    const failures = lostOf((await Promise.all(calls)).flat());
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(failures).toHaveLength(60);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'Stopped' });
  });
});

describe('A05 a clock that is wrong', () => {
  const skewed = (Date_: Date): Answer => ({
    ...ec2Error('RequestTimeTooSkewed', 403),
    headers: { date: Date_.toUTCString() },
  });

  it('A05: is corrected by what AWS says of the time, and nobody can tell', async () => {
    const server = await serving((_asked, turn) =>
      turn === 0 ? skewed(new Date(Date.now() + 3_600_000)) : volumes(['vol-1']),
    );
    const { unit, coverage } = unitsAt(server.url);
    expect((await listVolumes(unit('sa-east-1'))).Volumes).toHaveLength(1);
    expect(coverage.holes()).toEqual([]);
    expectCounted(coverage, server);
  });

  it('A05: that cannot be corrected is a fault of the credentials, not a refusal', async () => {
    const server = await serving(() => skewed(new Date()));
    await expect(listVolumes(unitsAt(server.url).unit('sa-east-1'))).rejects.toMatchObject({
      unknown: { reason: 'credentials' },
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe('what a call costs', () => {
  it('includes the redirect of S3 to the region of a bucket', async () => {
    const server = await serving((_asked, turn) =>
      turn === 0
        ? {
            status: 301,
            headers: { 'x-amz-bucket-region': 'eu-west-1' },
            body: '<Error><Code>PermanentRedirect</Code></Error>',
          }
        : versioning,
    );
    const { unit, coverage } = unitsAt(server.url);
    await readVersioning(unit('us-east-1'));
    expect(coverage.costs()).toMatchObject([{ action: 's3:GetBucketVersioning', calls: 1, retries: 1, throttles: 0 }]);
    expectCounted(coverage, server);
  });

  it('is there as soon as a request left, before it is answered', async () => {
    const server = await serving(() => 'stall');
    const stop = new AbortController();
    const { unit, coverage } = unitsAt(server.url, { signal: stop.signal });
    const call = listVolumes(unit('sa-east-1'));
    while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(coverage.takeCosts()).toMatchObject([{ calls: 1, retries: 0 }]);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'Stopped' });
  });
});
