/** The collector as a process of its own. */
import { InProcessCarrier, RabbitMqCarrier } from '@cspmexa/messaging';
import { ConfigError, createLogger } from '@cspmexa/platform';
import { collectorConfigFromEnvironment, type CollectorConfig } from './config.js';
import { startCollector } from './start-collector.js';

try {
  await run(collectorConfigFromEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(config: CollectorConfig): Promise<void> {
  const logger = createLogger({ name: 'collector', level: config.LOG_LEVEL });
  const carrier = config.AMQP_URL
    ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'collector', logger })
    : new InProcessCarrier({ subscriptions: { collector: ['unit.queued'] } });
  const service = await startCollector(config, { carrier, logger, ownsProcess: true });
  const end = () =>
    service
      .stop()
      .then(() => carrier.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ error }, 'the collector did not stop cleanly');
          process.exit(1);
        },
      );
  process.once('SIGTERM', end).once('SIGINT', end);
}
