/** RabbitMQ for one test file: its own exchange and queues on the broker of the run. */
import { RabbitMqCarrier, type RabbitMqCarrierOptions } from '@cspmexa/messaging';

import { newId } from '@cspmexa/platform';
import { testEnvironment } from './config.js';
import { captureLogs } from './captured-logs.js';

/** Jest's globals, taken when they are needed: processes that tests start load this file, too, and have none. */
const jest = () => globalThis as unknown as Pick<typeof import('@jest/globals'), 'afterAll' | 'beforeAll' | 'describe'>;

export interface TestRabbit {
  /** amqp://… of the broker. Only inside tests and hooks. */
  readonly url: string;
  /** Before the names of this file's queues. */
  readonly namespace: string;
  /** A connected carrier; it is closed, and its queues are deleted, after the file. */
  carrier(options?: Partial<RabbitMqCarrierOptions>): Promise<RabbitMqCarrier>;
}

/** `describe` for tests that need a RabbitMQ. Without one they are skipped and counted as such. */
export function describeRabbit(name: string, define: (rabbit: TestRabbit) => void): void {
  const { rabbitMissing } = testEnvironment();
  const { afterAll, beforeAll, describe } = jest();
  if (rabbitMissing) {
    describe.skip(`${name} (no RabbitMQ: ${rabbitMissing})`, () => define(unavailable));
    return;
  }
  describe(name, () => {
    const namespace = `test-${newId()}`;
    const carriers: { carrier: RabbitMqCarrier; options: RabbitMqCarrierOptions }[] = [];
    let url = '';
    beforeAll(async () => {
      url = await startedBroker();
    }, 90_000);
    afterAll(async () => {
      await Promise.all(carriers.map(({ carrier }) => carrier.close()));
      for (const { options } of carriers) {
        const cleaner = new RabbitMqCarrier({ ...options, url });
        await cleaner.connected();
        await cleaner.deleteTopology();
        await cleaner.close();
      }
    }, 30_000);
    define({
      get url() {
        return url;
      },
      namespace,
      async carrier(given = {}) {
        const options = { url, name: 'test', namespace, logger: captureLogs().logger, ...given };
        const carrier = new RabbitMqCarrier(options);
        carriers.push({ carrier, options });
        await carrier.connected();
        return carrier;
      },
    });
  });
}

const unavailable: TestRabbit = {
  url: '',
  namespace: '',
  carrier: () => Promise.reject(new Error('There is no RabbitMQ.')),
};

async function startedBroker(): Promise<string> {
  const { serversUrl } = testEnvironment();
  if (!serversUrl) throw new Error('There is no RabbitMQ: this test belongs to the Jest project int.');
  const response = await fetch(serversUrl);
  if (!response.ok) throw new Error(await response.text());
  const { url } = (await response.json()) as { url: string }; // Written by test-servers.ts.
  return url;
}
