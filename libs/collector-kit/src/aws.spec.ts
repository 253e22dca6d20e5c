import { DescribeVolumesCommand, type DescribeVolumesResult, type Volume } from '@aws-sdk/client-ec2';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { benchOf, ec2Error, volumes, type Bench } from '../test/answers.js';
import { wholeOf, type CallOptions, type Listing } from './aws.js';
import { CallFailure } from './classify.js';
import { defineSource } from './collector.js';

const action = 'ec2:DescribeVolumes';

const describeVolumes = ({ aws }: Bench): Promise<DescribeVolumesResult> =>
  aws.call(action, (options) => aws.clients.ec2('sa-east-1').send(new DescribeVolumesCommand({}), options));

const listVolumes = ({ aws }: Bench): Promise<Listing<Volume>> =>
  aws.list(
    action,
    (NextToken, options: CallOptions) =>
      aws.clients
        .ec2('sa-east-1')
        .send(new DescribeVolumesCommand(NextToken === undefined ? {} : { NextToken }), options),
    ({ Volumes, NextToken }) => ({ items: Volumes, next: NextToken }),
  );

const idsOf = ({ items }: Listing<Volume>): (string | undefined)[] => items.map(({ VolumeId }) => VolumeId);

describe('a call', () => {
  it('is counted with what it cost', async () => {
    const bench = benchOf(() => volumes(['vol-1']));
    await describeVolumes(bench);
    expect(bench.coverage.rows()).toEqual([
      {
        ...{ service: 'ec2', region: 'sa-east-1', action, outcome: 'ok' },
        ...{ calls: 1, detail: null, resources: [], deniedBy: null },
      },
    ]);
    expect(bench.coverage.counts).toMatchObject({ calls: 1, retries: 0, throttles: 0 });
  });

  it('survives being told to slow down twice, and counts both', async () => {
    const bench = benchOf((_request, turn) => (turn < 2 ? ec2Error('RequestLimitExceeded', 503) : volumes(['vol-1'])));
    expect((await describeVolumes(bench)).Volumes).toHaveLength(1);
    expect(bench.coverage.counts).toMatchObject({ calls: 1, retries: 2, throttles: 2 });
    expect(bench.coverage.holes()).toEqual([]);
  });

  it('is tried three times at most', async () => {
    let requests = 0;
    const bench = benchOf(() => {
      requests += 1;
      return ec2Error('RequestLimitExceeded', 503);
    });
    await expect(describeVolumes(bench)).rejects.toMatchObject({ unknown: { reason: 'throttled', action } });
    expect(requests).toBe(3);
    expect(bench.coverage.counts).toMatchObject({ calls: 1, retries: 2, throttles: 3 });
  });

  it('is not tried again when it was refused, or when the answer makes no sense', async () => {
    for (const [answer, reason] of [
      [ec2Error('UnauthorizedOperation', 403), 'denied'],
      [{ body: '<html></html>' }, 'malformed'],
    ] as const) {
      const bench = benchOf(() => answer);
      await expect(describeVolumes(bench)).rejects.toMatchObject({ unknown: { reason } });
      expect(bench.coverage.counts).toMatchObject({ calls: 1, retries: 0 });
      expect(bench.coverage.holes()).toMatchObject([{ action, outcome: reason, calls: 1 }]);
    }
  });

  it('is tried again when the connection broke', async () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const bench = benchOf((_request, turn) => (turn === 0 ? reset : volumes([])));
    await describeVolumes(bench);
    expect(bench.coverage.counts).toMatchObject({ calls: 1, retries: 1, throttles: 0 });
  });

  it.each([
    [undefined, 10_000],
    [30, 30],
  ])(
    'A04: is given up at its deadline, %s, ten seconds with all its tries unless given',
    async (callDeadlineMs, ends) => {
      jest.useFakeTimers();
      try {
        const hang = (_request: unknown, _turn: number, signal?: AbortSignal): Promise<never> =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () =>
              reject(Object.assign(new Error('aborted'), { name: 'AbortError' })),
            );
          });
        const bench = benchOf(hang, callDeadlineMs === undefined ? {} : { callDeadlineMs });
        let failure: unknown;
        const call = describeVolumes(bench).catch((thrown: unknown) => (failure = thrown));
        await jest.advanceTimersByTimeAsync(ends - 1);
        expect(failure).toBeUndefined();
        await jest.advanceTimersByTimeAsync(1);
        await call;
        expect(failure).toMatchObject({ unknown: { reason: 'timed-out' } });
      } finally {
        jest.useRealTimers();
      }
    },
  );

  it('is not made any more once the scan was stopped', async () => {
    const stop = new AbortController();
    let requests = 0;
    const bench = benchOf(() => (requests++, volumes([])), { signal: stop.signal });
    stop.abort();
    await expect(describeVolumes(bench)).rejects.toBeInstanceOf(CallFailure);
    expect(requests).toBe(0);
    expect(bench.aws.stopped).toBe(true);
    await expect(bench.aws.wait(action, 10_000)).rejects.toBeInstanceOf(CallFailure);
  });

  it('counts an error that is an answer as one, and still throws it', async () => {
    const bench = benchOf(() => ec2Error('InvalidVolume.NotFound'));
    const expecting = { ...bench, aws: bench.aws.expecting(['InvalidVolume.NotFound']) };
    await expect(describeVolumes(expecting)).rejects.toMatchObject({ code: 'InvalidVolume.NotFound' });
    expect(bench.coverage.rows()).toMatchObject([{ outcome: 'ok', calls: 1 }]);
  });
});

describe('a list', () => {
  it('is read to its last page', async () => {
    const tokens: string[] = [];
    const bench = benchOf(({ body }, turn) => {
      tokens.push(/NextToken=(\w+)/.exec(String(body))?.[1] ?? '');
      return volumes([`vol-${turn}`], turn < 2 ? `page${turn + 1}` : undefined);
    });
    const listing = await listVolumes(bench);
    expect(idsOf(listing)).toEqual(['vol-0', 'vol-1', 'vol-2']);
    expect(listing.hole).toBeUndefined();
    expect(tokens).toEqual(['', 'page1', 'page2']);
  });

  it('keeps the pages before the one that failed, and says why it ends there', async () => {
    const bench = benchOf((_request, turn) =>
      turn === 0 ? volumes(['vol-0'], 'page1') : ec2Error('UnauthorizedOperation', 403),
    );
    const listing = await listVolumes(bench);
    expect(idsOf(listing)).toEqual(['vol-0']);
    expect(listing.hole).toMatchObject({ reason: 'denied', action });
    expect(() => wholeOf(listing)).toThrow(CallFailure);
  });

  it('A05: of fifty thousand items is read whole', async () => {
    const page = Array.from({ length: 1_000 }, (_, index) => `vol-${index}`);
    const bench = benchOf((_request, turn) => volumes(page, turn < 49 ? `page${turn + 1}` : undefined));
    const { items, hole } = await listVolumes(bench);
    expect(hole).toBeUndefined();
    expect(items).toHaveLength(50_000);
  }, 30_000);

  it('A05: stops at a token that comes back', async () => {
    let requests = 0;
    const bench = benchOf(() => (requests++, volumes(['vol-1'], 'again')));
    expect((await listVolumes(bench)).hole).toMatchObject({ reason: 'malformed' });
    expect(requests).toBe(2);
    expect(bench.coverage.holes()).toMatchObject([{ outcome: 'malformed' }]);
  });

  it('stops at an endless chain of empty pages, but goes through some', async () => {
    const endless = benchOf((_request, turn) => volumes([], `page${turn}`));
    expect((await listVolumes(endless)).hole).toMatchObject({ reason: 'malformed' });
    const some = benchOf((_request, turn) => (turn < 20 ? volumes([], `page${turn}`) : volumes(['vol-1'])));
    expect(idsOf(await listVolumes(some))).toEqual(['vol-1']);
  }, 30_000);

  it.each([
    ['is not there', '<DescribeVolumesResponse><requestId>1</requestId></DescribeVolumesResponse>'],
    ['is text', '<DescribeVolumesResponse><volumeSet>none</volumeSet></DescribeVolumesResponse>'],
    [
      'has a token that is none',
      '<DescribeVolumesResponse><volumeSet/><nextToken><a>1</a></nextToken></DescribeVolumesResponse>',
    ],
  ])('has a hole when it %s', async (_title, body) => {
    expect((await listVolumes(benchOf(() => ({ body })))).hole).toMatchObject({ reason: 'malformed', action });
  });

  it('is no list without a hole when nobody may read it', async () => {
    const listing = await listVolumes(benchOf(() => ec2Error('UnauthorizedOperation', 403)));
    expect(listing).toMatchObject({ items: [], hole: { reason: 'denied' } });
  });
});

describe('a source', () => {
  it('is loaded once for a unit, however many read it and whatever they expect', async () => {
    let loads = 0;
    const source = defineSource({ actions: [], load: () => Promise.resolve(++loads) });
    const { aws } = benchOf(() => volumes([]));
    expect(await Promise.all([aws.load(source), aws.load(source), aws.expecting(['X']).load(source)])).toEqual([
      1, 1, 1,
    ]);
  });

  it('fails for everyone when it fails', async () => {
    const source = defineSource({ actions: [action], load: () => Promise.reject(new Error('no')) });
    const { aws } = benchOf(() => volumes([]));
    await expect(aws.load(source)).rejects.toThrow('no');
    await expect(aws.load(source)).rejects.toThrow('no');
  });
});

describe('the clients', () => {
  it('put the account in front of the host of S3 Control at AWS, and nowhere else', async () => {
    const hosts: string[] = [];
    const answer = ({ hostname }: { hostname: string }) => {
      hosts.push(hostname);
      return { body: '<PublicAccessBlockConfiguration/>' };
    };
    for (const client of [{}, { endpointUrl: 'http://127.0.0.1:4566' }])
      await benchOf(answer, { client })
        .clients.s3Control('sa-east-1')
        .send(new GetPublicAccessBlockCommand({ AccountId: '111122223333' }));
    expect(hosts).toEqual(['111122223333.s3-control.sa-east-1.amazonaws.com', '127.0.0.1']);
  });

  it('reach buckets with dots in their names by path, and follow them to another region', async () => {
    const asked: string[] = [];
    const { clients } = benchOf(({ hostname, path }, turn) => {
      asked.push(`${hostname}${path}`);
      return turn === 0
        ? {
            status: 301,
            headers: { 'x-amz-bucket-region': 'eu-west-1' },
            body: '<Error><Code>PermanentRedirect</Code></Error>',
          }
        : { body: '<VersioningConfiguration/>' };
    });
    await clients.s3('us-east-1').send(new GetBucketVersioningCommand({ Bucket: 'my.bucket' }));
    expect(asked).toEqual(['s3.us-east-1.amazonaws.com/my.bucket/', 's3.eu-west-1.amazonaws.com/my.bucket/']);
  });
});
