/**
 * A service to be killed: in each transaction it writes a row and publishes a message with the row's number, until it has written as
 * many as it was asked for; a second transaction after each writes a row and is rolled back. Its relay publishes all the while.
 */
import { randomUUID } from 'node:crypto';
import { scanJudged } from '@cspmexa/contracts';
import { OutboxRelay, publish, RabbitMqCarrier } from '@cspmexa/messaging';
import { createLogger } from '@cspmexa/platform';
import { openSampleDatabase } from '@cspmexa/testkit';

const [databaseUrl = '', amqpUrl = '', namespace = '', wanted = '0'] = process.argv.slice(2);
const tenantId = '0f3c1a52-5d7e-4c0a-9d51-2f6a8b7c9d10';
const database = openSampleDatabase(databaseUrl);
const logger = createLogger({ name: 'publisher', level: 'silent' });
const carrier = new RabbitMqCarrier({
  url: amqpUrl,
  name: 'publisher',
  namespace,
  subscriptions: { notification: ['scan.judged'] },
  logger,
});
new OutboxRelay({ database, carrier, logger }).start();

const send = (number: number, isCommitted: boolean): Promise<void> =>
  database.withTenant(tenantId, async (tx) => {
    await tx.thing.create({ data: { id: randomUUID(), tenantId, name: String(number) } });
    await publish(tx, tenantId, scanJudged, scanJudged.example, { generation: number });
    if (!isCommitted) throw new Error('rolled back on purpose');
  });

for (let number = await database.client.thing.count(); number < Number(wanted); number += 1) {
  await send(number, true);
  await send(1_000_000 + number, false).catch(() => undefined);
}
// Until it is killed: the relay has still something to do.
setInterval(() => undefined, 60_000);
