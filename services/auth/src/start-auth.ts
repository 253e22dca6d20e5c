/** Puts the auth service together. */
import { DurableEvents, OutboxRelay, refusedAccess, type Carrier } from '@cspmexa/messaging';
import {
  CLOCK,
  createHttpService,
  createLogger,
  Cursors,
  LOGGER,
  Metrics,
  prepareDatabase,
  serviceOf,
  StorageSampler,
  verifyCallers,
  type CallerSettings,
  type Clock,
  type HttpService,
  type Logger,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { ApiTokenRetention } from './api-tokens/api-token-retention.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokenStore } from './api-tokens/api-token.store.js';
import { TokenTrade } from './api-tokens/token-trade.js';
import { AnchorLog } from './audit/anchors.js';
import { AuditConsumer } from './audit/audit.consumer.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditReader } from './audit/audit-reader.js';
import { AuditRetention } from './audit/audit-retention.js';
import { AuditTrail } from './audit/audit-trail.js';
import { RefusalsController } from './audit/refusals.controller.js';
import { CONFIG, type AuthConfig } from './config.js';
import { AuthDatabase, authMigrations, openAuthDatabase } from './database.js';
import { CARRIER, DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { InvitationStore } from './invitations/invitation.store.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { KeyStore } from './keys/key-store.js';
import { Keyring, keyringOf } from './keys/keyring.js';
import { KeysController } from './keys/keys.controller.js';
import { assertKeyring } from './keys/reseal.js';
import { SigningKeyStore } from './keys/signing-key.store.js';
import { Arrivals } from './members/arrivals.js';
import { MeStore } from './members/me.store.js';
import { MemberStore } from './members/member.store.js';
import { MembersController } from './members/members.controller.js';
import { AuthenticatorController } from './mfa/authenticator.controller.js';
import { AuthenticatorStore } from './mfa/authenticator.store.js';
import { FactorStore } from './mfa/factor.store.js';
import { MfaJournal } from './mfa/journal.js';
import { MfaController } from './mfa/mfa.controller.js';
import { ProofStore } from './mfa/proof.store.js';
import { Retention } from './retention/retention.js';
import { RevocationStore } from './revocations/revocation.store.js';
import { RevocationsController } from './revocations/revocations.controller.js';
import { MySessionsController } from './sessions/my-sessions.controller.js';
import { RefreshStore } from './sessions/refresh.store.js';
import { SessionCookie } from './sessions/session-cookie.js';
import { SessionStore } from './sessions/session.store.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { TenantSwitchController } from './sessions/tenant-switch.controller.js';
import { TenantSwitch } from './sessions/tenant-switch.js';
import { AttemptStore } from './sign-in/attempt.store.js';
import { SignInProviders } from './sign-in/providers.js';
import { SignInFlow } from './sign-in/sign-in-flow.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { StorageController } from './storage/storage.controller.js';
import { authTables } from './storage/tables.js';
import { TenantStore } from './tenants/tenant.store.js';
import { TenantsController } from './tenants/tenants.controller.js';

export interface AuthDependencies {
  /**
   * Moves the messages. Whoever made it closes it, after the service has stopped. Without it mails and rows of the audit trail from other
   * services wait, and the routes of dead letters are unavailable.
   */
  readonly carrier?: Carrier;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** The services that may call this one, with their keys; what TRUSTED_CALLERS says unless given. */
  readonly callers?: CallerSettings['callers'];
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
    MySessionsController,
    TenantSwitchController,
    RevocationsController,
    SignInController,
    MfaController,
    AuthenticatorController,
    MembersController,
    InvitationsController,
    TenantsController,
    ApiTokensController,
    AuditController,
    AuditConsumer,
    RefusalsController,
    DeadLettersController,
    StorageController,
  ],
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: AuthDatabase, useValue: database },
    { provide: Cursors, useValue: new Cursors(config.AUTH_SECRET) },
    { provide: CARRIER, useValue: carrier },
    ...(carrier
      ? [
          {
            provide: OutboxRelay,
            useFactory: (logger: Logger, metrics: Metrics) => new OutboxRelay({ database, carrier, logger, metrics }),
            inject: [LOGGER, Metrics],
          },
        ]
      : []),
    AuditTrail,
    AuditReader,
    AuditRetention,
    ApiTokenRetention,
    {
      provide: Retention,
      useFactory: (audit: AuditRetention, apiTokens: ApiTokenRetention, logger: Logger) =>
        new Retention([audit, apiTokens], logger),
      inject: [AuditRetention, ApiTokenRetention, LOGGER],
    },
    AnchorLog,
    {
      provide: StorageSampler,
      useFactory: (clock: Clock, logger: Logger) =>
        new StorageSampler({ service: 'auth', database, tables: authTables(config.AUDIT_DAYS), clock, logger }),
      inject: [CLOCK, LOGGER],
    },
    { provide: Keyring, useFactory: () => keyringOf(config) },
    SigningKeyStore,
    KeyStore,
    RevocationStore,
    SessionStore,
    RefreshStore,
    SessionCookie,
    TenantSwitch,
    FactorStore,
    MfaJournal,
    ProofStore,
    AuthenticatorStore,
    AttemptStore,
    SignInProviders,
    SignInFlow,
    Arrivals,
    MemberStore,
    MeStore,
    InvitationStore,
    TenantStore,
    ApiTokenStore,
    TokenTrade,
  ],
});

/** Applies the migrations and starts. The database must exist. */
export async function startAuth(config: AuthConfig, dependencies: AuthDependencies = {}): Promise<HttpService> {
  const { carrier, clock, logger = createLogger({ name: 'auth', level: config.LOG_LEVEL }) } = dependencies;
  const metrics = new Metrics('auth');
  if (dependencies.ownsProcess) metrics.watchProcess();
  const { identity, tls } = serviceOf('auth', config, logger);
  await prepareDatabase(config, authMigrations);
  const database = openAuthDatabase(config.DATABASE_URL);
  try {
    await assertKeyring(database, keyringOf(config));
    const service: HttpService = await createHttpService(authModule(config, database, carrier ?? null), {
      name: 'auth',
      host: config.HOST,
      port: config.PORT,
      ...(dependencies.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
      logger,
      metrics,
      ...(clock ? { clock } : {}),
      identity,
      tls,
      healthPort: config.HEALTH_PORT,
      callers: verifyCallers({
        name: 'auth',
        callers: dependencies.callers ?? config.TRUSTED_CALLERS,
        fetch: tls?.fetch,
        ...(clock ? { clock } : {}),
      }),
      tokens: {
        issuer: config.AUTH_ISSUER,
        audience: config.AUTH_AUDIENCE,
        // Our own keys: no way over the network.
        jwks: async () => ({
          keys: (await service.app.get(KeyStore).publicKeys()).map((key) => ({ kty: 'OKP', ...key })),
        }),
      },
      acceptsPending: true,
      onRefusal: (tenantId, code, request) =>
        service.app.get(AuditTrail).recordAlone(tenantId, refusedAccess(request, code)),
      ...(carrier ? { transports: [new DurableEvents({ carrier, consumer: 'auth', metrics })] } : {}),
      // Not the broker: people sign in without it.
      readiness: { database: () => database.check() },
    });
    return service;
  } catch (error) {
    await database.close();
    throw error;
  }
}
