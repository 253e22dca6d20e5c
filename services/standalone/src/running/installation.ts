/** The data of an installation, for commands that work on it from outside, whether it runs or not. */
import path from 'node:path';
import { AuditTrail, keyringOf, openAuthDatabase, sealingConfig, type AuthDatabase, type Keyring } from '@cspmexa/auth';
import { openCollectorDatabase } from '@cspmexa/collector';
import { combinedDeadLetters, outboxDeadLetters, RabbitMqCarrier, type DeadLetters } from '@cspmexa/messaging';
import { openNotificationDatabase } from '@cspmexa/notification';
import { createLogger, findPostgres, loadConfig, startPostgres, systemClock, withDatabase } from '@cspmexa/platform';
import { openPolicyEngineDatabase } from '@cspmexa/policy-engine';
import { UsageError } from '../usage.js';
import type { StandaloneConfig } from './config.js';
import { databasePasswords, defaultFolder, secretIn } from './data-folder.js';
import { embeddedDatabase, embeddedLogins, prepareEmbedded } from './database-urls.js';
import { migrateAll } from './platform.js';

export interface Installation {
  /** Those with the broker, if there is one, and those in the outboxes. */
  readonly deadLetters: DeadLetters;
  /** Of the auth service, which keeps the audit trail. */
  readonly auth: AuthDatabase;
  readonly trail: AuditTrail;
  /** What its secrets are sealed with. @throws ConfigError when the environment and the data folder do not say it. */
  keyring(): Keyring;
  close(): Promise<void>;
}

/** How long the broker may take to answer, in milliseconds. */
const brokerPatienceMs = 15_000;

/** Opens it. Nothing is made that is not there. @throws UsageError when there is no installation. */
export async function openInstallation(config: StandaloneConfig, data: string | undefined): Promise<Installation> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const folder = data ?? config.CSPMEXA_DATA ?? defaultFolder();
    const { url, stop } = await databaseOf(config, folder);
    ends.push(stop);
    const urlOf = (schema: string): string => withDatabase(url, { schema });
    const logger = createLogger({ name: 'command line', level: 'silent' });
    const auth = openAuthDatabase(urlOf('auth'));
    ends.push(() => auth.close());
    const places: DeadLetters[] = [];
    if (config.AMQP_URL) {
      const carrier = new RabbitMqCarrier({ url: config.AMQP_URL, name: 'command line', logger });
      ends.push(() => carrier.close());
      await carrier.connected(brokerPatienceMs);
      places.push(carrier.deadLetters);
    }
    for (const publisher of [
      auth,
      openCollectorDatabase(urlOf('collector')),
      openPolicyEngineDatabase(urlOf('policy_engine')),
      openNotificationDatabase(urlOf('notification')),
    ]) {
      ends.push(() => publisher.close());
      // Services may have databases of their own: then what they gave up is with the broker.
      const { rows } = await publisher.pool.query<{ found: string | null }>(`select to_regclass('outbox') as found`);
      if (rows[0]?.found) places.push(outboxDeadLetters(publisher.pool));
    }
    return {
      deadLetters: combinedDeadLetters(() => places),
      auth,
      trail: new AuditTrail(auth, systemClock, logger),
      keyring: () => {
        const { AUTH_SECRET = secretIn(folder), AUTH_KEYS } = config;
        return keyringOf(loadConfig(sealingConfig, { AUTH_SECRET, AUTH_KEYS }));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** DATABASE_URL; else the embedded server of the folder, which is started when it does not run. */
async function databaseOf(
  config: StandaloneConfig,
  folder: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, stop: async () => undefined };
  const directory = path.join(folder, 'postgres');
  const { hasData, url: running } = findPostgres(directory);
  if (running) return { url: embeddedDatabase(running), stop: async () => undefined };
  if (!hasData) {
    throw new UsageError([`There is no installation in ${folder}: name its folder with --data, or set DATABASE_URL.`]);
  }
  const postgres = await startPostgres({ directory });
  try {
    // Nobody else is there to do it.
    await migrateAll(await prepareEmbedded(postgres.url, databasePasswords(folder, embeddedLogins)));
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return { url: embeddedDatabase(postgres.url), stop: () => postgres.stop() };
}
