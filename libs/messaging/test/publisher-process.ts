/**
 * A service to be killed: publishes one message per transaction as fast as it can, moves them with its relay, and handles them where
 * the carrier is this process. It writes the number of each commit to stdout before it begins the next one.
 */
import { randomUUID } from 'node:crypto';
import { scanJudged } from '@cspmexa/contracts';
import { createLogger } from '@cspmexa/platform';
import { openSampleDatabase } from '@cspmexa/testkit';
import { consumeOnce, InProcessCarrier, OutboxRelay, publish, RabbitMqCarrier } from '@cspmexa/messaging';

const [databaseUrl = '', amqpUrl = '', namespace = '', from = '0'] = process.argv.slice(2);
const tenantId = randomUUID();
const database = openSampleDatabase(databaseUrl);
const logger = createLogger({ name: 'publisher', level: 'silent' });
const subscriptions = { notification: ['scan.judged'] };
const carrier = amqpUrl
  ? new RabbitMqCarrier({ url: amqpUrl, name: 'publisher', namespace, subscriptions, logger })
  : new InProcessCarrier({ subscriptions, retryDelaysMs: [50] });

if (carrier instanceof InProcessCarrier) {
  await carrier.consume({
    name: 'notification',
    concurrency: 20,
    handle: ({ envelope }) =>
      database.withTenant(tenantId, async (tx) => {
        await consumeOnce(tx, 'notification', envelope.id, () =>
          tx.thing.create({ data: { id: envelope.id, tenantId, name: `handled ${envelope.generation}` } }),
        );
      }),
  });
}
new OutboxRelay({ database, carrier, logger }).start();

const send = (index: number, isCommitted: boolean) =>
  database.withTenant(tenantId, async (tx) => {
    await publish(tx, tenantId, scanJudged, scanJudged.example, { generation: index });
    if (!isCommitted) throw new Error('rolled back on purpose');
  });

const first = Number(from);
if (first >= 0) {
  for (let index = first; ; index += 1) {
    await send(index, true);
    process.stdout.write(`${index}\n`);
    await send(1_000_000 + index, false).catch(() => undefined);
  }
}
