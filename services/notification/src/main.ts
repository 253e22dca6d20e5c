/** The notification service as a process of its own. */
import { InProcessCarrier, RabbitMqCarrier } from '@cspmexa/messaging';
import { ConfigError, createDatabase, createLogger } from '@cspmexa/platform';
import { notificationConfigFromEnvironment, type NotificationConfig } from './config.js';
import { startNotification } from './start-notification.js';

try {
  await run(notificationConfigFromEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(config: NotificationConfig): Promise<void> {
  const logger = createLogger({ name: 'notification', level: config.LOG_LEVEL });
  await createDatabase(config.DATABASE_OWNER_URL ?? config.DATABASE_URL);
  const carrier = config.AMQP_URL
    ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'notification', logger })
    : new InProcessCarrier({ logger });
  const service = await startNotification(config, { carrier, logger, ownsProcess: true });
  const end = () =>
    service
      .stop()
      .then(() => carrier.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ error }, 'the service did not stop cleanly');
          process.exit(1);
        },
      );
  process.once('SIGTERM', end).once('SIGINT', end);
}
