/** The gateway as a process of its own. */
import { readFileSync } from 'node:fs';
import { InProcessCarrier, RabbitMqCarrier } from '@cspmexa/messaging';
import { ConfigError, createLogger } from '@cspmexa/platform';
import { z } from 'zod';
import { configFromEnvironment, type GatewayConfig } from './config.js';
import { startGateway } from './start-gateway.js';

try {
  await run(configFromEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(config: GatewayConfig): Promise<void> {
  const logger = createLogger({ name: 'api-gateway', level: config.LOG_LEVEL });
  const carrier = config.AMQP_URL
    ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'api-gateway', logger })
    : new InProcessCarrier({ logger });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
  const service = await startGateway(config, { carrier, version, logger, ownsProcess: true });
  const end = () =>
    service
      .stop()
      .then(() => carrier.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ error }, 'the gateway did not stop cleanly');
          process.exit(1);
        },
      );
  process.once('SIGTERM', end).once('SIGINT', end);
}
