/** Puts the gateway together: limits, documentation, live events, the services behind it, and the dashboard. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Carrier } from '@cspmexa/messaging';
import {
  AppError,
  createHttpService,
  createLogger,
  Metrics,
  sendProblem,
  serviceOf,
  readAccessToken,
  type TokenSettings,
  type HttpService,
  type Logger,
  type ServiceIdentity,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { Module } from '@nestjs/common';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { authClient } from './auth-client/auth-client.js';
import type { GatewayConfig } from './config.js';
import { edge, signedIn, type EdgeSettings } from './edge/edge.js';
import { Refusals } from './edge/refusals.js';
import { openRateLimitStore } from './limits/open-store.js';
import { rateLimits } from './limits/rate-limits.js';
import { LiveEvents } from './live/live-events.js';
import { dashboard, documentation } from './pages/dashboard.js';
import { ApiTokenSessions } from './sessions/api-token-sessions.js';
import { RevocationList } from './sessions/revocation-list.js';
import { sessionReader } from './sessions/session-reader.js';

export interface GatewayDependencies {
  /** For live events. Whoever made it closes it, after the gateway has stopped. */
  readonly carrier: Carrier;
  /** The product's version, for the OpenAPI document. */
  readonly version: string;
  readonly logger?: Logger;
  /** More places that forms and pages of the dashboard may lead to, such as a sandbox. */
  readonly allowedOrigins?: readonly string[];
  /** Who the gateway is to other services; what SERVICE_KEY_FILE says unless given. */
  readonly identity?: ServiceIdentity;
  /** The gateway is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

@Module({})
class GatewayModule {}

/** Starts the only edge. It holds no data: everything it knows comes from the contracts, the key set and the bus. */
export async function startGateway(config: GatewayConfig, dependencies: GatewayDependencies): Promise<HttpService> {
  const logger = dependencies.logger ?? createLogger({ name: 'api-gateway', level: config.LOG_LEVEL });
  const { identity, tls } = serviceOf('api-gateway', config, logger, dependencies.identity);
  const auth = authClient({ url: config.AUTH_URL, identity, tls });
  const live = new LiveEvents(dependencies.carrier, config.EVENTS_HEARTBEAT_MS);
  const tokens: TokenSettings = {
    issuer: config.AUTH_ISSUER,
    audience: config.AUTH_AUDIENCE,
    jwks: config.AUTH_JWKS_URL ?? `${config.AUTH_URL}/.well-known/jwks.json`,
    fetch: tls?.fetch,
  };
  const revocations = new RevocationList({ auth, logger, staleMs: config.REVOCATIONS_STALE_SECONDS * 1_000 });
  const apiTokens = new ApiTokenSessions({ auth, read: readAccessToken(tokens) });
  revocations.onAnswer(() =>
    live.endWhere(({ session, issuedAt }) => revocations.refuses(session.sessionId, issuedAt)),
  );
  const metrics = new Metrics('api-gateway');
  if (dependencies.ownsProcess) metrics.watchProcess();
  metrics.gauge('revocations_age_seconds', 'Age of what is known of sessions that have ended.', [], (gauge) =>
    gauge.set(revocations.ageSeconds()),
  );
  const refusals = new Refusals({ auth, logger, metrics });
  const store = await openRateLimitStore(config.RATE_LIMIT_STORE, logger);
  const settings: EdgeSettings = {
    targets: {
      auth: config.AUTH_URL,
      collector: config.COLLECTOR_URL,
      'policy-engine': config.POLICY_ENGINE_URL,
      notification: config.NOTIFICATION_URL,
    },
    sessions: sessionReader(tokens, revocations, apiTokens),
    limits: rateLimits(
      {
        perAddress: config.RATE_LIMIT_PER_ADDRESS,
        perToken: config.RATE_LIMIT_PER_TOKEN,
        signIns: config.RATE_LIMIT_SIGN_INS,
        expensive: config.RATE_LIMIT_EXPENSIVE,
      },
      store,
      { logger, metrics },
    ),
    timeoutMs: config.UPSTREAM_TIMEOUT_MS,
    agent: tls?.agent,
    refusals,
    fail: (error, request, response) => sendProblem(error, request, response, logger),
  };
  const service = await createHttpService(GatewayModule, {
    name: 'api-gateway',
    host: config.HOST,
    port: config.PORT,
    ...(dependencies.ownsProcess ? { lameDuckMs: lameDuckOfProcess } : {}),
    logger,
    metrics,
    helmet: security(config, dependencies.allowedOrigins ?? []),
    readiness: { broker: () => dependencies.carrier.check(), revocations: async () => revocations.check() },
    exposeMetrics: config.HOST === '127.0.0.1',
    identity,
    ...(config.INTERNAL_PORT === undefined ? {} : { internal: { port: config.INTERNAL_PORT, tls } }),
    connections: {
      headersMs: config.HEADERS_TIMEOUT_MS,
      requestMs: config.REQUEST_TIMEOUT_MS,
      most: config.MAX_CONNECTIONS,
    },
    use: (app) => {
      app.set('trust proxy', config.TRUSTED_PROXIES);
      app.use('/api', noStore);
      app.use(documentation(dependencies.version));
      app.use(liveEvents(live, settings));
      app.use(edge(settings));
      app.use(dashboard(config.DASHBOARD_DIR ?? builtDashboard()));
    },
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  await live.start();
  // Auth asks us for our keys before it answers: we listen already.
  await revocations.start();
  refusals.start();
  return {
    ...service,
    stop: async () => {
      await live.stop();
      await service.stop();
      await refusals.stop();
      await revocations.stop();
      tls?.close();
      await store.close();
    },
  };
}

/** `GET /api/v1/events`. */
function liveEvents(live: LiveEvents, settings: EdgeSettings): RequestHandler {
  const open = async (request: Request, response: Response): Promise<void> => {
    if (request.method !== 'GET') throw new AppError('method-not-allowed', { headers: { Allow: 'GET' } });
    const { who: session, issuedAt } = await signedIn(request, response, settings);
    live.open({ session, issuedAt }, response, request.get('last-event-id')?.slice(0, 100));
  };
  return Router().all('/api/v1/events', (request, response) => {
    open(request, response).catch((error: unknown) => settings.fail(error, request, response));
  });
}

/** Security headers. Mantine writes style elements, so styles may be inline; scripts may not. */
const security = (config: GatewayConfig, origins: readonly string[]) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'https://lh3.googleusercontent.com'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'", ...origins],
      frameAncestors: ["'none'"],
      frameSrc: ["'self'"],
      workerSrc: ["'none'"],
    },
  },
  hsts: config.PUBLIC_URL.startsWith('https:') ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  crossOriginEmbedderPolicy: false,
  // For browsers that frame-ancestors means nothing to.
  xFrameOptions: { action: 'deny' as const },
  referrerPolicy: { policy: 'same-origin' as const },
});

/** Nothing of the API is kept by anybody on the way. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** The dashboard of this checkout or image: beside the services. */
function builtDashboard(): string {
  const folder = fileURLToPath(new URL('../../../frontend/dist', import.meta.url));
  return existsSync(folder) ? folder : fileURLToPath(new URL('../../frontend', import.meta.url));
}
