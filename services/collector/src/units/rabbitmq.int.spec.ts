/** The same scan over a real broker: two collectors compete for the units of one scan. */
import { scanCollected } from '@cspmexa/contracts';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { describeRabbit, eventually } from '@cspmexa/testkit';
import { expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

describeRabbit('collectors over RabbitMQ', (rabbit) => {
  const subscriptions = { collector: ['unit.queued'] };

  it('share the units of a scan, and end it once', async () => {
    const aws = createSandboxAccount();
    const gate = gatedCollector();
    gate.closed = true;
    const env = { COLLECTOR_CONCURRENCY: '4' };
    const first = { carrier: await rabbit.carrier({ subscriptions }), collectors: gate.collectors, env };
    const collector = await collectorUnderTest(sandboxAccess(aws), first);
    await collector.replica({ ...first, carrier: await rabbit.carrier({ subscriptions }) });
    const account = await addSandboxAccount(collector.database, collector.tenantId, {
      name: 'Sandbox',
      awsAccountId: aws.id,
    });
    const { id } = await collector.api.startScan({ body: { accountId: account.id } });
    // Each takes four at a time: when eight run, both are at work.
    await eventually(async () => {
      const { unitList } = await collector.api.getScan({ params: { scanId: id } });
      expect(unitList.filter(({ state }) => state === 'running')).toHaveLength(8);
    }, 20_000);
    gate.closed = false;
    const scan = await collector.ended(id);
    expect(scan).toMatchObject({ state: 'complete', units: { total: 17, done: 17, failed: 0 }, resources: 17 });
    await eventually(() => {
      const ends = collector.events
        .filter(({ type }) => type === scanCollected.name)
        .map(({ data }) => scanCollected.payload.parse(data));
      expect(new Set(ends.map(({ snapshots }) => snapshots.length))).toEqual(new Set([17]));
    });
    await collector.stop();
  }, 120_000);
});
