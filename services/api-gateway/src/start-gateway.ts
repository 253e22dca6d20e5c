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
  verifyAccessToken,
  type HttpService,
  type Logger,
  lameDuckOfProcess,
} from '@cspmexa/platform';
import { Module } from '@nestjs/common';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { GatewayConfig } from './config.js';
import { edge, signedIn, type EdgeSettings } from './edge/edge.js';
import { limiterOf } from './edge/rate-limit.js';
import { LiveEvents } from './live/live-events.js';
import { dashboard, documentation } from './pages/dashboard.js';

export interface GatewayDependencies {
  /** For live events. Whoever made it closes it, after the gateway has stopped. */
  readonly carrier: Carrier;
  /** The product's version, for the OpenAPI document. */
  readonly version: string;
  readonly logger?: Logger;
  /** More places that forms and pages of the dashboard may lead to, such as a sandbox. */
  readonly allowedOrigins?: readonly string[];
  /** The gateway is alone in its process: its metrics show the process too. */
  readonly ownsProcess?: boolean;
}

@Module({})
class GatewayModule {}

/** Starts the only edge. It holds no data: everything it knows comes from the contracts, the key set and the bus. */
export async function startGateway(config: GatewayConfig, dependencies: GatewayDependencies): Promise<HttpService> {
  const logger = dependencies.logger ?? createLogger({ name: 'api-gateway', level: config.LOG_LEVEL });
  const live = new LiveEvents(dependencies.carrier, config.EVENTS_HEARTBEAT_MS);
  const verify = verifyAccessToken({
    issuer: config.AUTH_ISSUER,
    audience: config.AUTH_AUDIENCE,
    jwks: config.AUTH_JWKS_URL ?? `${config.AUTH_URL}/.well-known/jwks.json`,
  });
  const metrics = new Metrics('api-gateway');
  if (dependencies.ownsProcess) metrics.watchProcess();
  const settings: EdgeSettings = {
    targets: {
      auth: config.AUTH_URL,
      collector: config.COLLECTOR_URL,
      'policy-engine': config.POLICY_ENGINE_URL,
      notification: config.NOTIFICATION_URL,
    },
    verify,
    perToken: limiterOf(config.RATE_LIMIT_PER_TOKEN, 'token'),
    perAddress: limiterOf(config.RATE_LIMIT_PER_ADDRESS, 'address'),
    timeoutMs: config.UPSTREAM_TIMEOUT_MS,
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
    readiness: { broker: () => dependencies.carrier.check() },
    exposeMetrics: config.HOST === '127.0.0.1',
    use: (app) => {
      app.set('trust proxy', config.TRUSTED_PROXIES);
      app.use(documentation(dependencies.version));
      app.use(liveEvents(live, settings));
      app.use(edge(settings));
      app.use(dashboard(config.DASHBOARD_DIR ?? builtDashboard()));
    },
  });
  await live.start();
  return {
    ...service,
    stop: async () => {
      await live.stop();
      await service.stop();
    },
  };
}

/** `GET /api/v1/events`. */
function liveEvents(live: LiveEvents, settings: EdgeSettings): RequestHandler {
  const open = async (request: Request, response: Response): Promise<void> => {
    if (request.method !== 'GET') throw new AppError('method-not-allowed', { headers: { Allow: 'GET' } });
    live.open(await signedIn(request, response, settings), response, request.get('last-event-id')?.slice(0, 100));
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
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'https://lh3.googleusercontent.com'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'", ...origins],
      frameAncestors: ["'none'"],
      frameSrc: ["'self'"],
    },
  },
  hsts: config.PUBLIC_URL.startsWith('https:') ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  crossOriginEmbedderPolicy: false,
  referrerPolicy: { policy: 'same-origin' as const },
});

/** The dashboard of this checkout or image: beside the services. */
function builtDashboard(): string {
  const folder = fileURLToPath(new URL('../../../frontend/dist', import.meta.url));
  return existsSync(folder) ? folder : fileURLToPath(new URL('../../frontend', import.meta.url));
}
