/** Puts the auth service together. */
import type { Carrier } from '@cspmexa/messaging';
import {
  CLOCK,
  createHttpService,
  createLogger,
  LOGGER,
  Metrics,
  migrate,
  StorageSampler,
  type Clock,
  type HttpService,
  type Logger,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { AuditTrail } from './audit/audit-trail.js';
import { CONFIG, type AuthConfig } from './config.js';
import { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
import { CARRIER, DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { KeyStore } from './keys/key-store.js';
import { KeysController } from './keys/keys.controller.js';
import { MemberStore } from './members/member.store.js';
import { MembersController } from './members/members.controller.js';
import { SessionStore } from './sessions/session.store.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { AttemptStore } from './sign-in/attempt.store.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { StorageController } from './storage/storage.controller.js';
import { authTables } from './storage/tables.js';

export interface AuthDependencies {
  /** Where messages that were given up are. Whoever made it closes it. Without it their routes are unavailable. */
  readonly carrier?: Carrier;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** The service is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

@Module({})
class AuthModule {}

const authModule = (config: AuthConfig, database: AuthDatabase, carrier: Carrier | null): DynamicModule => ({
  module: AuthModule,
  controllers: [
    KeysController,
    SessionsController,
    SignInController,
    MembersController,
    AuditController,
    DeadLettersController,
    StorageController,
  ],
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: AuthDatabase, useValue: database },
    { provide: CARRIER, useValue: carrier },
    AuditTrail,
    {
      provide: StorageSampler,
      useFactory: (clock: Clock, logger: Logger) =>
        new StorageSampler({ service: 'auth', database, tables: authTables, clock, logger }),
      inject: [CLOCK, LOGGER],
    },
    KeyStore,
    SessionStore,
    AttemptStore,
    MemberStore,
  ],
});

/** Applies the migrations and starts. The database must exist. */
export async function startAuth(config: AuthConfig, dependencies: AuthDependencies = {}): Promise<HttpService> {
  const { carrier, clock, logger = createLogger({ name: 'auth', level: config.LOG_LEVEL }) } = dependencies;
  const metrics = new Metrics('auth');
  if (dependencies.ownsProcess) metrics.watchProcess();
  await migrate({ url: config.DATABASE_URL, directory: authMigrations });
  const database = openAuthDatabase(config.DATABASE_URL);
  try {
    const service: HttpService = await createHttpService(authModule(config, database, carrier ?? null), {
      name: 'auth',
      host: config.HOST,
      port: config.PORT,
      ...(dependencies.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
      logger,
      metrics,
      ...(clock ? { clock } : {}),
      tokens: {
        issuer: config.AUTH_ISSUER,
        audience: config.AUTH_AUDIENCE,
        // Our own keys: no way over the network.
        jwks: async () => ({
          keys: (await service.app.get(KeyStore).publicKeys()).map((key) => ({ kty: 'OKP', ...key })),
        }),
      },
      // Not the broker: people sign in without it.
      readiness: { database: () => database.check() },
    });
    return service;
  } catch (error) {
    await database.close();
    throw error;
  }
}
