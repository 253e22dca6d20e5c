/** Puts the auth service together. */
import { createHttpService, createLogger, migrate, type Clock, type HttpService, type Logger } from '@cspmexa/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type AuthConfig } from './config.js';
import { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
import { KeyStore } from './keys/key-store.js';
import { KeysController } from './keys/keys.controller.js';
import { MemberStore } from './members/member.store.js';
import { MembersController } from './members/members.controller.js';
import { SessionStore } from './sessions/session.store.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { AttemptStore } from './sign-in/attempt.store.js';
import { SignInController } from './sign-in/sign-in.controller.js';

export interface AuthDependencies {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** The service is alone in its process: it stops on signals, and its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

@Module({})
class AuthModule {}

const authModule = (config: AuthConfig, database: AuthDatabase): DynamicModule => ({
  module: AuthModule,
  controllers: [KeysController, SessionsController, SignInController, MembersController],
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: AuthDatabase, useValue: database },
    KeyStore,
    SessionStore,
    AttemptStore,
    MemberStore,
  ],
});

/** Applies the migrations and starts. The database must exist. */
export async function startAuth(config: AuthConfig, dependencies: AuthDependencies = {}): Promise<HttpService> {
  const { clock, ownsProcess = false, logger = createLogger({ name: 'auth', level: config.LOG_LEVEL }) } = dependencies;
  await migrate({ url: config.DATABASE_URL, directory: authMigrations });
  const database = openAuthDatabase(config.DATABASE_URL);
  try {
    const service: HttpService = await createHttpService(authModule(config, database), {
      name: 'auth',
      host: config.HOST,
      port: config.PORT,
      logger,
      handleSignals: ownsProcess,
      ...(clock ? { clock } : {}),
      tokens: {
        issuer: config.AUTH_ISSUER,
        audience: config.AUTH_AUDIENCE,
        // Our own keys: no way over the network.
        jwks: async () => ({
          keys: (await service.app.get(KeyStore).publicKeys()).map((key) => ({ kty: 'OKP', ...key })),
        }),
      },
      readiness: { database: () => database.check() },
    });
    return service;
  } catch (error) {
    await database.close();
    throw error;
  }
}
