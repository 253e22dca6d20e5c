/** The auth service as a process of its own. */
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
  await createDatabase(config.DATABASE_URL);
  await startAuth(config, { logger, ownsProcess: true });
}
