/**
 * The process that holds the servers of a test run. It says where it listens, and ends when its input does: the test run may end as it
 * likes, even killed, and nothing is left.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '@cspmexa/platform';
import { testEnvironment } from '../config.js';
import { findRabbitMq, startRabbitMq, type RabbitMq } from '../rabbitmq/start-rabbitmq.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-test-'));
const given = testEnvironment();
const postgres = given.postgresUrl
  ? undefined
  : await startPostgres({ directory: path.join(folder, 'postgres'), durable: false });
const found = given.amqpUrl ? { how: 'given' as const, url: given.amqpUrl } : await findRabbitMq();
let rabbit: Promise<RabbitMq> | undefined;

/** RabbitMQ takes seconds to start: only the first test that asks for it waits. */
const server = createServer((_request, response) => {
  rabbit ??= startRabbitMq(found, path.join(folder, 'rabbitmq'));
  rabbit.then(
    ({ url }) => response.end(JSON.stringify({ url })),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(
    `${JSON.stringify({
      TEST_SERVERS_URL: `http://127.0.0.1:${port}`,
      TEST_POSTGRES_URL: postgres?.url ?? given.postgresUrl,
      ...(found.how === 'missing' ? { TEST_RABBITMQ_MISSING: found.reason } : {}),
    })}\n`,
  );
});

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await Promise.allSettled([postgres?.stop(), rabbit?.then(({ stop: stopRabbit }) => stopRabbit())]);
  if (postgres) rmSync(postgres.directory, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
process.stdin.once('end', () => void stop()).resume();
process.once('SIGTERM', () => void stop()).once('SIGINT', () => void stop());
