/** The auth service as a process of its own. */
import { RabbitMqCarrier } from '@cspmexa/messaging';
import { ConfigError, createDatabase, createLogger } from '@cspmexa/platform';
import { authConfigFromEnvironment, type AuthConfig } from './config.js';
import { startAuth } from './start-auth.js';

try {
  await run(authConfigFromEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function run(config: AuthConfig): Promise<void> {
  const logger = createLogger({ name: 'auth', level: config.LOG_LEVEL });
  const carrier = config.AMQP_URL ? new RabbitMqCarrier({ url: config.AMQP_URL, name: 'auth', logger }) : undefined;
  await createDatabase(config.DATABASE_OWNER_URL ?? config.DATABASE_URL);
  const service = await startAuth(config, { logger, ownsProcess: true, ...(carrier ? { carrier } : {}) });
  const end = async (): Promise<void> => {
    try {
      await service.stop();
      await carrier?.close();
      process.exit(0);
    } catch (error) {
      logger.fatal({ error }, 'the auth service did not stop cleanly');
      process.exit(1);
    }
  };
  process.once('SIGTERM', () => void end()).once('SIGINT', () => void end());
}
