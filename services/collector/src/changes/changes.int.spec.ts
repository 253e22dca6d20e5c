/** Change events from the queue to the scans that they lead to. */
import type { Account, Scan } from '@cspmexa/contracts';
import { Metrics, newId, systemClock } from '@cspmexa/platform';
import { realisticAccount } from '@cspmexa/sandbox';
import { captureLogs, eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { detailOf, messageOf, type Detail } from '../../test/cloud-trail-event.js';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { startSqsServer, type SqsServer } from '../../test/sqs-server.js';
import { addSandboxAccount } from '../index.js';
import { ChangeQueue, sqsClient } from './change-queue.js';
import { ChangeStore } from './change.store.js';

const credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'sandbox' };
const aws = realisticAccount();
let sqs: SqsServer;

const detail = (eventName: string, service: string, more: Detail = {}): Detail =>
  detailOf(eventName, service, { recipientAccountId: aws.id, ...more });

describe('the queue', () => {
  let collector: CollectorUnderTest;
  let queue: ChangeQueue;
  let metrics: Metrics;
  let logs: ReturnType<typeof captureLogs>;
  let databaseIsAway: boolean;

  beforeAll(async () => {
    collector = await collectorUnderTest(sandboxAccess(aws));
    await addSandboxAccount(collector.database, collector.tenantId, { name: 'Ours', awsAccountId: aws.id });
  }, 60_000);
  afterAll(() => collector.stop(), 60_000);
  beforeEach(async () => {
    sqs = await startSqsServer();
    metrics = new Metrics('collector');
    logs = captureLogs('info');
    databaseIsAway = false;
    queue = new ChangeQueue({
      sqs: sqsClient(sqs.queueUrl, { endpoint: sqs.endpoint, credentials }),
      queueUrl: sqs.queueUrl,
      changes: new ChangeStore(collector.database, systemClock, 600),
      checkDatabase: async () => {
        if (databaseIsAway) throw new Error('The database is away.');
      },
      logger: logs.logger,
      metrics,
      pauses: { shortest: 20, longest: 100 },
    });
    await collector.owner.query('truncate change_events, changed_resources');
    queue.start();
  });
  afterEach(async () => {
    await queue.stop();
    await sqs.close();
  });

  const emptied = () => eventually(() => expect(sqs.left()).toBe(0));
  const changed = () =>
    collector.database.withTenant(collector.tenantId, (tx) =>
      tx.changedResource.findMany({ where: { tenantId: collector.tenantId }, orderBy: { resourceArn: 'asc' } }),
    );
  const counted = async (outcome: string): Promise<number> =>
    Number(
      new RegExp(`collector_change_events_total{.*outcome="${outcome}".*} (\\d+)`).exec(
        (await metrics.text()).body,
      )?.[1] ?? 0,
    );
  const bucket = (bucketName: string, eventTime: string, eventName = 'PutBucketPolicy') =>
    messageOf(detail(eventName, 's3', { requestParameters: { bucketName }, eventTime }));

  it('is emptied, and what it tells is kept once for each resource: the newest, in whatever order it comes', async () => {
    for (const [at, name] of [
      ['12:00:02', 'DeleteBucketPolicy'],
      ['12:00:09', 'PutBucketAcl'],
      ['12:00:01', 'PutBucketPolicy'],
    ] as const)
      sqs.send(bucket('aa', `2026-01-15T${at}Z`, name));
    for (let n = 0; n < 25; n += 1) sqs.send(bucket(`b-${n}`, '2026-01-15T12:00:00Z'));
    await emptied();
    const rows = await changed();
    expect(rows).toHaveLength(26);
    expect(rows[0]).toMatchObject({
      resourceArn: 'arn:aws:s3:::aa',
      eventName: 'PutBucketAcl',
      actor: 'arn:aws:iam::111122223333:role/ops/admin (ana)',
      at: new Date('2026-01-15T12:00:09Z'),
    });
    expect(await counted('noted')).toBe(28);
  });

  it('may bring a message again: it changes nothing then', async () => {
    sqs.forgetful = true;
    sqs.send(bucket('aa', '2026-01-15T12:00:00Z'));
    await eventually(async () => expect(await counted('known')).toBeGreaterThan(1), 5_000);
    sqs.forgetful = false;
    await emptied();
    expect(await changed()).toHaveLength(1);
    expect(await counted('noted')).toBe(1);
  });

  it('is not held up by what cannot be read: that is logged with its id, counted and deleted', async () => {
    for (const body of [
      '{',
      '[]',
      messageOf(detail('PutBucketPolicy', 's3', { eventID: 'a\0b' })),
      messageOf(detail('PutBucketPolicy', 's3'), { account: '444455556666' }),
    ])
      sqs.send(body);
    sqs.send(messageOf(detail('UpdateFunctionCode', 'lambda')));
    sqs.send(messageOf(detail('PutBucketPolicy', 's3', { errorCode: 'AccessDenied' })));
    sqs.send(
      messageOf(
        detailOf('PutBucketPolicy', 's3', {
          recipientAccountId: '999988887777',
          requestParameters: { bucketName: 'x' },
        }),
      ),
    );
    sqs.send(bucket('aa', '2026-01-15T12:00:00Z'));
    await emptied();
    expect(await changed()).toHaveLength(1);
    expect(await Promise.all(['broken', 'other', 'failed', 'unwatched', 'noted'].map(counted))).toEqual([
      4, 1, 1, 1, 1,
    ]);
    expect(logs.lines.filter((line) => JSON.stringify(line).includes('messageId'))).toHaveLength(4);
  });

  it('is waited for while it is away', async () => {
    sqs.away = true;
    await eventually(() => expect(logs.text()).toContain('will be later'), 15_000);
    sqs.send(bucket('aa', '2026-01-15T12:00:00Z'));
    sqs.away = false;
    await emptied();
    expect(await changed()).toHaveLength(1);
  }, 30_000);

  it('keeps its messages while the database is away, and gets them back when that fails in the middle', async () => {
    await collector.owner.query('alter table changed_resources rename to changed_resources_away');
    sqs.send(bucket('aa', '2026-01-15T12:00:00Z'));
    await eventually(() => expect(logs.text()).toContain('will be later'));
    databaseIsAway = true;
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { received } = sqs;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(sqs.received).toBe(received);
    expect(sqs.left()).toBe(1);
    await collector.owner.query('alter table changed_resources_away rename to changed_resources');
    databaseIsAway = false;
    await emptied();
    expect(await changed()).toHaveLength(1);
  });

  it('tells every tenant that watches the account, and those alone', async () => {
    const others = await Promise.all(
      [true, false].map(async (enabled) => {
        const tenantId = newId();
        const account = await addSandboxAccount(collector.database, tenantId, { name: 'Theirs', awsAccountId: aws.id });
        await collector.database.withTenant(tenantId, (tx) =>
          tx.account.updateMany({ where: { tenantId, id: account.id }, data: { enabled } }),
        );
        return tenantId;
      }),
    );
    sqs.send(bucket('aa', '2026-01-15T12:00:00Z'));
    await emptied();
    const { rows } = await collector.database.pool.query('select tenant_id from changed_resources order by 1');
    expect(rows.map(({ tenant_id: id }) => id)).toEqual([collector.tenantId, others[0]].sort());
  });
});

describe('a change', () => {
  let collector: CollectorUnderTest;
  let account: Account;

  const gate = gatedCollector();
  const start = async (settings: Parameters<typeof collectorUnderTest>[1] = {}): Promise<void> => {
    sqs = await startSqsServer();
    const env = {
      COLLECTOR_CHANGE_QUEUE_URL: sqs.queueUrl,
      COLLECTOR_CHANGE_QUEUE_ENDPOINT_URL: sqs.endpoint,
      COLLECTOR_CHANGE_DELAY_SECONDS: '1',
    };
    collector = await collectorUnderTest(sandboxAccess(aws), { ...settings, env, queueCredentials: credentials });
    account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Ours', awsAccountId: aws.id });
  };
  afterEach(async () => {
    Object.assign(gate, { closed: false });
    await collector.stop();
    await sqs.close();
  });
  const scans = async (): Promise<readonly Scan[]> =>
    [...(await collector.api.listScans({ query: { accountId: account.id, limit: 100 } })).items]
      .filter(({ trigger }) => trigger === 'change')
      .sort((one, other) => one.generation - other.generation);
  const scanned = (count: number) =>
    eventually(async () => {
      const found = await scans();
      expect(found.map(({ endedAt }) => endedAt !== null)).toEqual(Array.from({ length: count }, () => true));
      return found;
    }, 20_000);

  it('of a bucket policy is looked at within seconds, and its scan says why', async () => {
    await start();
    const whole = await collector.ended(
      (await collector.api.startScan({ body: { accountId: account.id, scope: { services: ['s3'] } } })).id,
    );
    expect(whole.state).toBe('complete');
    const { items } = await collector.api.listResources({ query: { arn: 'arn:aws:s3:::tucanuva-orders-prod' } });
    const bucket = items[0];
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Open',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${aws.id}:root` },
          Action: 's3:GetObject',
          Resource: `${bucket?.arn}/*`,
        },
      ],
    };
    aws.invoke('s3', 'PutBucketPolicy', { Bucket: bucket?.name, Policy: JSON.stringify(policy) });
    const event = detail('PutBucketPolicy', 's3', { requestParameters: { bucketName: bucket?.name } });
    sqs.send(messageOf(event));
    const [scan] = await scanned(1);
    const cause = {
      eventId: event['eventID'],
      eventName: 'PutBucketPolicy',
      actor: 'arn:aws:iam::111122223333:role/ops/admin (ana)',
      at: '2026-01-15T12:00:00.000Z',
    };
    expect(scan).toMatchObject({
      state: 'complete',
      scope: { services: [], regions: [], severities: [], resources: [bucket?.arn] },
      causes: [{ resourceArn: bucket?.arn, ...cause }],
    });
    expect(collector.events.filter(({ type }) => type === 'unit.collected').at(-1)?.data).toMatchObject({
      causes: [{ resourceArn: bucket?.arn, ...cause }],
    });
    const versions = await collector.api.listResourceVersions({ params: { resourceId: bucket?.id ?? '' }, query: {} });
    expect(versions.items).toMatchObject([
      { state: 'present', scanId: scan?.id, cause },
      { state: 'present', scanId: whole.id, cause: null, changes: [] },
    ]);
    const changes = versions.items[0]?.changes.filter(({ path }) => path.startsWith('/facets/policy/'));
    expect(changes?.map(({ path }) => path)).toEqual(expect.arrayContaining(['/facets/policy/value/Statement/0']));
    expect(sqs.left()).toBe(0);
  }, 60_000);

  it('comes in bursts: one scan for all of them, and a second one waits for the first', async () => {
    await start({ collectors: gate.collectors });
    const event = (id: string) =>
      messageOf(
        detail('ModifyTransitGateway', 'ec2', {
          requestParameters: { ModifyTransitGatewayRequest: { TransitGatewayId: id } },
        }),
      );
    const [one, two] = ['tgw-0a1b2c3d', 'tgw-0b1b2c3d'];
    gate.ids = [one, two];
    gate.closed = true;
    for (const id of [one, two, one]) sqs.send(event(id));
    await eventually(async () => expect(await scans()).toMatchObject([{ state: 'running' }]), 10_000);
    sqs.send(event(one));
    await eventually(() => expect(sqs.left()).toBe(0));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await scans()).toHaveLength(1);
    gate.closed = false;
    const [first, second] = await scanned(2);
    expect(first?.scope.resources.map((arn) => arn.split('/').at(-1)).sort()).toEqual([one, two]);
    expect(second?.scope.resources.map((arn) => arn.split('/').at(-1))).toEqual([one]);
  }, 60_000);

  it('that names nothing leads to a scan of its service and region, once in a quarter of an hour', async () => {
    await start({ collectors: gate.collectors });
    const event = () =>
      messageOf(
        detail('CreateCustomerGateway', 'ec2', { awsRegion: 'eu-west-1', requestParameters: { type: 'ipsec.1' } }),
      );
    sqs.send(event());
    const [scan] = await scanned(1);
    expect(scan).toMatchObject({ scope: { services: ['ec2'], regions: ['eu-west-1'], resources: [] }, causes: [] });
    sqs.send(event());
    await eventually(async () => {
      const [waiting] = await collector.database.withTenant(collector.tenantId, (tx) =>
        tx.changedResource.findMany({ where: { tenantId: collector.tenantId } }),
      );
      const minutes = ((waiting?.dueAt.getTime() ?? 0) - Date.parse(scan?.createdAt ?? '')) / 60_000;
      expect(minutes).toBeCloseTo(15, 1);
    }, 10_000);
    expect(await scans()).toHaveLength(1);
  }, 60_000);

  it('outside the scope of the account, or of an account that is switched off, is let go', async () => {
    await start({ collectors: gate.collectors });
    await collector.api.changeAccount({
      params: { accountId: account.id },
      body: { scope: { services: ['ec2'], regions: ['us-east-1'] } },
    });
    const event = (awsRegion: string) =>
      messageOf(
        detail('ModifyTransitGateway', 'ec2', { awsRegion, requestParameters: { transitGatewayId: 'tgw-0a1b2c3d' } }),
      );
    sqs.send(event('eu-west-1'));
    const waiting = () =>
      collector.database.pool.query<{ n: number }>('select count(*)::int as n from changed_resources');
    const gone = () =>
      eventually(async () => {
        expect(sqs.left()).toBe(0);
        expect((await waiting()).rows).toEqual([{ n: 0 }]);
      }, 10_000);
    await gone();
    sqs.send(event('us-east-1'));
    await eventually(async () => expect((await waiting()).rows).toEqual([{ n: 1 }]), 10_000);
    await collector.api.changeAccount({ params: { accountId: account.id }, body: { enabled: false } });
    await gone();
    expect(await scans()).toEqual([]);
  }, 60_000);

  it('of something of IAM finds it under its path', async () => {
    await start();
    await collector.ended(
      (await collector.api.startScan({ body: { accountId: account.id, scope: { services: ['iam'] } } })).id,
    );
    const { items } = await collector.api.listResources({ query: { kind: ['aws.iam.user'], limit: 200 } });
    const user = items.find(({ arn }) => arn.includes(':user/automation/'));
    expect(user).toBeDefined();
    sqs.send(messageOf(detail('PutUserPolicy', 'iam', { requestParameters: { userName: user?.name } })));
    const [scan] = await scanned(1);
    expect(scan?.scope.resources).toEqual([user?.arn]);
  }, 60_000);
});
