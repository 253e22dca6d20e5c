/** Boots a Nest application as one of our services. Nothing here is global: several services can run in one process. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  Module,
  type DynamicModule,
  type INestApplication,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type ErrorRequestHandler } from 'express';
import { ProblemFilter, sendProblem } from '../errors/problem-filter.js';
import { faultOfProcess } from '../faults/config.js';
import { createLogger, LOGGER, type Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { Metrics } from '../metrics.js';
import type { ServiceIdentity } from '../service-identity/service-identity.js';
import { CLOCK, systemClock, type Clock } from '../time/clock.js';
import type { ServiceTls } from '../tls/service-tls.js';
import { checkHandlers } from './check-handlers.js';
import { answerClientErrors } from './client-errors.js';
import { limitConnections, limitHead, type ConnectionLimits } from './connection-limits.js';
import { isProduction } from './config.js';
import { jsonBody } from './json-body.js';
import { notFoundError } from './not-found.js';
import { operations } from './operations.js';
import { Readiness } from './readiness.js';
import { logRequests, traceRequests } from './request-log.js';
import { refusalTeller, type OnRefusal } from './refusals.js';
import { RouteInterceptor } from './route-interceptor.js';
import { securityHeaders, type HelmetOptions } from './security-headers.js';
import { SessionGuard } from './session-guard.js';
import { sideListener, type SideListener } from './side-listener.js';
import { verifyAccessToken, verifyPendingToken, type TokenSettings } from './session.js';

/** Injection token of an AbortSignal that fires when the service begins to stop; long streams end themselves on it. */
export const STOPPING = Symbol('Stopping');

/** Larger bodies are refused with 413, in bytes. */
const defaultBodyLimit = 262_144;

export interface HttpServiceOptions {
  /** The service's name in logs and metrics. */
  readonly name: string;
  /** Loopback unless it says otherwise. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** How access tokens are verified. Without it only public routes answer. */
  readonly tokens?: TokenSettings;
  /** Sign-ins that lack a step may ask for it here: for the auth service. */
  readonly acceptsPending?: boolean;
  /** Reads the token of another service and gives its name. Without it routes between services refuse everybody. */
  readonly callers?: (token: string) => Promise<string>;
  /** Who the service is to others: its keys are published. */
  readonly identity?: ServiceIdentity | undefined;
  /** Listens with TLS, to those alone who show a certificate of our authority. */
  readonly tls?: ServiceTls | undefined;
  /** A port without TLS that answers health alone. */
  readonly healthPort?: number | undefined;
  /** A listener for health, metrics and keys alone, for a service that people reach, where other services cannot be told from them. */
  readonly internal?: { readonly port: number; readonly tls?: ServiceTls | undefined } | undefined;
  /** What has to answer before this service is ready. */
  readonly readiness?: Readonly<Record<string, () => Promise<unknown>>>;
  /** Message transports that start before HTTP and stop with it. */
  readonly transports?: readonly CustomTransportStrategy[];
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly metrics?: Metrics;
  /** Largest JSON body in bytes; 256 kB unless it says otherwise. */
  readonly bodyLimit?: number;
  /** How long requests may take to arrive, and how many connections there may be. */
  readonly connections?: ConnectionLimits;
  /** How long requests that are running may take to end when the service stops, in milliseconds. */
  readonly drainMs?: number;
  /** How long the service still takes requests after it has become unready, so that load balancers notice, in milliseconds; 0 unless it says otherwise. */
  readonly lameDuckMs?: number;
  /** Serves /metrics on this port; true unless it says otherwise. */
  readonly exposeMetrics?: boolean;
  /** Keeps what is refused to people whom we know, before it is answered. */
  readonly onRefusal?: OnRefusal;
  /** A handler that breaks its contract (its answer, its row of the audit trail) fails; true unless NODE_ENV is production. */
  readonly checkResponses?: boolean;
  /** Options of helmet, for the service that serves pages. */
  readonly helmet?: HelmetOptions;
  /** Adds middleware that runs before bodies are read (proxies, static files). */
  readonly use?: (app: NestExpressApplication) => void;
  /** The service owns the process: it stops on SIGTERM and SIGINT, then ends it, and measures it. For main files. */
  readonly handleSignals?: boolean;
}

/** `lameDuckMs` of a service with a process of its own, behind something that looks at its readiness every second. */
export const lameDuckOfProcess = 3_000;

/** A running service. */
export interface HttpService {
  /** For example http://127.0.0.1:8001. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly app: INestApplication;
  /** Becomes unready, lets requests and message handlers end, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

@Module({})
class PlatformModule {}

/** Starts a service. Rejects when it cannot listen, or when a handler has no contract. */
export async function createHttpService(
  module: Type | DynamicModule,
  options: HttpServiceOptions,
): Promise<HttpService> {
  faultOfProcess();
  const { name, host = '127.0.0.1', logger = createLogger({ name }), metrics = new Metrics(name) } = options;
  const readiness = new Readiness();
  for (const [dependency, check] of Object.entries(options.readiness ?? {})) readiness.add(dependency, check);
  const stopping = new AbortController();
  let isLeaving = false;
  const platform = platformModule(
    [LOGGER, logger],
    [CLOCK, options.clock ?? systemClock],
    [Metrics, metrics],
    [Readiness, readiness],
    [STOPPING, stopping.signal],
  );
  const server = express().disable('x-powered-by').set('etag', false);
  const root: DynamicModule = { module: class Root {}, imports: [platform, module] };
  const app = await NestFactory.create<NestExpressApplication>(root, new ExpressAdapter(server), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    // Nest's type of them lacks most of what Node takes.
    ...(options.tls
      ? { httpsOptions: options.tls.serverOptions as NonNullable<NestApplicationOptions['httpsOptions']> }
      : {}),
  });
  const beside: SideListener[] = [];
  try {
    const onError: ErrorRequestHandler = (error, request, response, _next) =>
      sendProblem(error, request, response, logger);
    app.use(
      ...securityHeaders(options.helmet),
      traceRequests,
      takeLeave(() => isLeaving),
    );
    app.use(
      operations({
        readiness,
        metrics: options.exposeMetrics === false ? undefined : metrics,
        identity: options.identity,
      }),
    );
    app.use(logRequests(logger, metrics), limitHead);
    options.use?.(app);
    app.use(...jsonBody(options.bodyLimit ?? defaultBodyLimit), onError);
    app.useGlobalFilters(
      new ProblemFilter(
        logger,
        (request) => notFoundError(server, request),
        options.onRefusal && refusalTeller(options.onRefusal, logger),
      ),
    );
    app.useGlobalGuards(
      new SessionGuard(
        {
          session: options.tokens && verifyAccessToken(options.tokens),
          pending: options.acceptsPending && options.tokens ? verifyPendingToken(options.tokens) : undefined,
          caller: options.callers,
        },
        options.clock ?? systemClock,
      ),
    );
    app.useGlobalInterceptors(new RouteInterceptor(options.checkResponses ?? !isProduction(), logger, metrics));
    for (const strategy of options.transports ?? []) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    await app.init();
    checkHandlers(app);
    await app.startAllMicroservices();
    answerClientErrors(app.getHttpServer());
    limitConnections(app.getHttpServer(), options.connections);
    options.tls?.follow(app.getHttpServer());
    await app.listen(options.port, host);
    if (options.healthPort !== undefined)
      beside.push(await sideListener(operations({ readiness }), { host, port: options.healthPort }));
    if (options.internal)
      beside.push(
        await sideListener(operations({ readiness, metrics, identity: options.identity }), {
          host,
          ...options.internal,
        }),
      );
  } catch (error) {
    await Promise.all(beside.map((listener) => listener.stop()));
    await app
      .close()
      .catch((closing: unknown) => logger.warn({ error: closing }, 'the failed start left something open'));
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo; // Always an AddressInfo: it listens on TCP.
  logger.info({ host, port }, 'listening');
  const stop = onceOnly(async () => {
    logger.info('stopping');
    readiness.stop();
    isLeaving = true;
    await wait(options.lameDuckMs ?? 0);
    stopping.abort();
    const drainMs = options.drainMs ?? 25_000;
    const handlers = Promise.all((options.transports ?? []).map(async (transport) => transport.close()));
    const [, handlersEnded] = await Promise.all([drain(app.getHttpServer(), drainMs), endsWithin(drainMs, handlers)]);
    if (!handlersEnded)
      logger.warn({ drainMs }, 'message handlers did not end in time: their messages will be delivered again');
    await app.close();
    await Promise.all(beside.map((listener) => listener.stop()));
    options.tls?.close();
    options.internal?.tls?.close();
    logger.info('stopped');
  });
  if (options.handleSignals) {
    metrics.watchProcess();
    stopOnSignals(stop, logger);
  }
  return {
    url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    app,
    stop,
  };
}

/** Before it stops taking requests, a service asks its callers to open no more of them on the connections that they have. */
const takeLeave =
  (isLeaving: () => boolean): express.RequestHandler =>
  (_request, response, next) => {
    if (isLeaving()) response.set('Connection', 'close');
    next();
  };

/** What every module of a service can inject. */
const platformModule = (...values: [token: symbol | Type, value: unknown][]): DynamicModule => ({
  module: PlatformModule,
  global: true,
  imports: [DiscoveryModule],
  providers: values.map(([provide, useValue]) => ({ provide, useValue })),
  exports: values.map(([provide]) => provide),
});

/** Takes no new connection and waits for the running requests; cuts those that outlast the limit. */
async function drain(server: ReturnType<NestExpressApplication['getHttpServer']>, milliseconds: number): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  // A connection that was busy when we asked becomes idle later.
  const sweep = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed.finally(() => {
    clearInterval(sweep);
    clearTimeout(cut);
  });
}

/** Whether the work ended in time; it is not stopped if it did not. Its failure is thrown. */
async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return Promise.race([work.then(() => true), tooLate]).finally(() => clearTimeout(timer));
}

function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  const end = () =>
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ error }, 'the service did not stop cleanly');
        process.exit(1);
      },
    );
  process.once('SIGTERM', end).once('SIGINT', end);
}

function onceOnly(fn: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= fn());
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
