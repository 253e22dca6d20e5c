/** Puts the notification service together. */
import { DurableEvents, OutboxRelay, publishRefusals, type Carrier } from '@cspmexa/messaging';
import {
  createHttpService,
  createLogger,
  Cursors,
  Metrics,
  prepareDatabase,
  serviceOf,
  StorageSampler,
  systemClock,
  type Clock,
  type HttpService,
  type Logger,
  type TokenSettings,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AssignmentConsumer } from './assignments/assignment.consumer.js';
import { CONFIG, type NotificationConfig } from './config.js';
import { NotificationDatabase, notificationMigrations, openNotificationDatabase } from './database.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveryStore } from './deliveries/delivery.store.js';
import { FindingConsumer } from './deliveries/finding.consumer.js';
import { Sender } from './deliveries/sender.js';
import { MAILER, sesMailer, type Mailer } from './mail/mailer.js';
import { DeliveryRetention } from './retention/delivery-retention.js';
import { RuleStore } from './rules/rule.store.js';
import { RuleTests } from './rules/rule-tests.js';
import { RulesController } from './rules/rules.controller.js';
import { SecurityConsumer } from './security/security.consumer.js';
import { notificationTables } from './storage/notification-tables.js';
import { StorageController } from './storage/storage.controller.js';

export interface NotificationDependencies {
  /** Moves the messages. Whoever made it closes it, after the service has stopped. */
  readonly carrier: Carrier;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** SES unless given. */
  readonly mailer?: Mailer;
  /** How access tokens are verified; through AUTH_JWKS_URL unless given. */
  readonly tokens?: TokenSettings;
  /** The service is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

@Module({})
class NotificationModule {}

/** Applies the migrations and starts. The database must exist. */
export async function startNotification(
  config: NotificationConfig,
  dependencies: NotificationDependencies,
): Promise<HttpService> {
  const { carrier, clock, logger = createLogger({ name: 'notification', level: config.LOG_LEVEL }) } = dependencies;
  const { identity, tls } = serviceOf('notification', config, logger);
  await prepareDatabase(config, notificationMigrations);
  const database = openNotificationDatabase(config.DATABASE_URL);
  const metrics = new Metrics('notification');
  if (dependencies.ownsProcess) metrics.watchProcess();
  const mailer =
    dependencies.mailer ??
    sesMailer({ region: config.SES_REGION, ...(config.SES_ENDPOINT_URL ? { endpoint: config.SES_ENDPOINT_URL } : {}) });
  const module: DynamicModule = {
    module: NotificationModule,
    controllers: [
      RulesController,
      DeliveriesController,
      StorageController,
      FindingConsumer,
      AssignmentConsumer,
      SecurityConsumer,
    ],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: NotificationDatabase, useValue: database },
      { provide: Cursors, useValue: new Cursors(config.NOTIFICATION_CURSOR_KEY ?? config.DATABASE_URL) },
      { provide: MAILER, useValue: mailer },
      { provide: OutboxRelay, useFactory: () => new OutboxRelay({ database, carrier, logger, metrics }) },
      RuleStore,
      RuleTests,
      DeliveryStore,
      Sender,
      DeliveryRetention,
      {
        provide: StorageSampler,
        useFactory: () =>
          new StorageSampler({
            service: 'notification',
            database,
            tables: notificationTables(config.NOTIFICATION_DELIVERY_DAYS),
            clock: clock ?? systemClock,
            logger,
          }),
      },
    ],
  };
  try {
    return await createHttpService(module, {
      name: 'notification',
      host: config.HOST,
      port: config.PORT,
      ...(dependencies.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
      logger,
      metrics,
      ...(clock ? { clock } : {}),
      identity,
      tls,
      healthPort: config.HEALTH_PORT,
      tokens: dependencies.tokens ?? {
        issuer: config.AUTH_ISSUER,
        audience: config.AUTH_AUDIENCE,
        jwks: config.AUTH_JWKS_URL,
        fetch: tls?.fetch,
      },
      onRefusal: publishRefusals(database),
      transports: [new DurableEvents({ carrier, consumer: 'notification', metrics })],
      readiness: { database: () => database.check(), broker: () => carrier.check() },
    });
  } catch (error) {
    mailer.close();
    await database.close();
    throw error;
  }
}
