/** The way of an API request: contract, session, permission, limit, and on to its service. */
import type { Agent } from 'node:https';
import { routeList, type Route, type Service } from '@cspmexa/contracts';
import {
  AppError,
  bearerOf,
  currentTrace,
  faultPoint,
  formatTraceparent,
  refusalOf,
  type PendingSession,
  type Session,
} from '@cspmexa/platform';
import type { Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { RateLimits, WhenDown } from '../limits/rate-limits.js';
import { isSignIn, whenDown } from '../limits/route-limits.js';
import type { Known, SessionReader } from '../sessions/session-reader.js';
import { routeMatcher } from './match-route.js';
import type { Refusals } from './refusals.js';
import { readBody } from './request-body.js';

export interface EdgeSettings {
  readonly targets: Readonly<Record<Exclude<Service, 'api-gateway'>, string>>;
  readonly sessions: SessionReader;
  readonly limits: RateLimits;
  readonly timeoutMs: number;
  /** How services are connected to; the proxy's own way unless given. */
  readonly agent?: Agent | undefined;
  /** Of people whom we know. */
  readonly refusals: Pick<Refusals, 'add'>;
  /** Answers with a problem. */
  readonly fail: (error: unknown, request: Request, response: Response) => void;
}

/** Everything below `/api` that a contract describes. */
export function edge(settings: EdgeSettings): RequestHandler {
  const match = routeMatcher(routeList);
  const proxies = new Map(
    Object.entries(settings.targets).map(([service, target]) => [service, proxyTo(target, settings)]),
  );
  const patient = new Map(
    routeList.flatMap(({ id, service, patienceMs = 0 }) => {
      const target = service === 'api-gateway' ? undefined : settings.targets[service];
      const isLonger = target !== undefined && patienceMs > settings.timeoutMs;
      return isLonger ? [[id, proxyTo(target, { ...settings, timeoutMs: patienceMs })] as const] : [];
    }),
  );
  const handle = async (request: Request, response: Response, next: (error?: unknown) => void): Promise<void> => {
    const path = request.path.slice(prefix.length);
    const found = match(request.method === 'HEAD' ? 'GET' : request.method, path);
    if (found.found === 'nothing') throw new AppError('not-found');
    if (found.found === 'other-methods')
      throw new AppError('method-not-allowed', { headers: { Allow: found.allowed.join(', ') } });
    await admit(found.route, request, response, settings);
    const proxy = patient.get(found.route.id) ?? proxies.get(found.route.service);
    if (!proxy) throw new AppError('not-found');
    const body = await readBody(request);
    speakForUs(request, body);
    // For the proxy, which gives it back before anybody else looks.
    request.url = path + request.url.slice(endOfPath(request.url));
    await proxy(request, response, next);
  };
  return (request, response, next) => {
    if (!request.path.startsWith(`${prefix}/`) && request.path !== prefix) return next();
    handle(request, response, next).catch((error: unknown) => settings.fail(error, request, response));
  };
}

/** Where the contracts' paths begin. */
const prefix = '/api';

const endOfPath = (url: string): number => (url.includes('?') ? url.indexOf('?') : url.length);

async function admit(route: Route, request: Request, response: Response, settings: EdgeSettings): Promise<void> {
  const { sessions, limits } = settings;
  if (route.permission === 'public') {
    const limit = isSignIn(route) ? limits.signIn : limits.address;
    return limit(addressOf(request), response, whenDown(route));
  }
  const read: Read<Session | PendingSession> =
    route.permission === 'mfa-pending' ? sessions.sessionOrPending : sessions.session;
  const { who, accessToken } = await counted(read, request, response, limits, whenDown(route));
  const refusal = refusalOf(route, who, Date.now());
  if (refusal) {
    settings.refusals.add(who, route, refusal, request);
    throw new AppError(refusal);
  }
  if (route.cost === 'expensive') await limits.expensive(`${who.tenantId}:${who.userId}`, response, whenDown(route));
  // Services know access tokens alone.
  if (accessToken !== undefined) request.headers.authorization = `Bearer ${accessToken}`;
}

const addressOf = (request: Request): string => request.ip ?? 'unknown';

/** The session of a request, counted against its limit. @throws unauthenticated, session-ended, rate-limited, unavailable */
export const signedIn = (
  request: Request,
  response: Response,
  { sessions, limits }: Pick<EdgeSettings, 'sessions' | 'limits'>,
): Promise<Known> => counted(sessions.session, request, response, limits, 'open');

type Read<Who> = (token: string, address: string | null) => Promise<Known<Who>>;

/** Who asks, counted against their limit. Guessing tokens is limited by address. */
async function counted<Who extends Session | PendingSession>(
  read: Read<Who>,
  request: Request,
  response: Response,
  limits: RateLimits,
  down: WhenDown,
): Promise<Known<Who>> {
  const ask = async () => read(bearerOf(request.headers.authorization), request.ip ?? null);
  const known = await ask().catch(async (error: unknown) => {
    await limits.address(addressOf(request), response, 'open');
    throw error;
  });
  await limits.token(known.who.sessionId, response, down);
  return known;
}

/** Headers that a client must not speak in our name, or that are between it and us. */
const ours = [
  'connection',
  'content-length',
  'expect',
  'forwarded',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'traceparent',
  'tracestate',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
];

/** Puts our own words in their place. On the request itself: the proxy tells of a request to change only where nothing was sent yet. */
function speakForUs(request: Request, body: Buffer | undefined): void {
  const { headers, ip = '', host = '', protocol } = request;
  for (const name of ours) delete headers[name];
  const trace = currentTrace();
  Object.assign(headers, {
    'x-forwarded-for': ip,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol,
    ...(trace ? { traceparent: formatTraceparent(trace) } : {}),
    ...(body ? { 'content-length': String(body.length) } : {}),
  });
  if (body) bodies.set(request, body);
}

/** Bodies on their way from the edge to a proxy. */
const bodies = new WeakMap<object, Buffer>();

function proxyTo(target: string, { timeoutMs, agent, fail }: EdgeSettings): RequestHandler {
  /** Requests whose service let them wait for too long. */
  const late = new WeakSet<object>();
  return createProxyMiddleware<Request, Response>({
    target,
    changeOrigin: true,
    xfwd: false,
    proxyTimeout: timeoutMs,
    ...(agent ? { agent } : {}),
    // Only our own services are behind it, and they answer with relative redirects or Google's address.
    followRedirects: false,
    on: {
      proxyReq: (outgoing, request) => {
        request.url = request.originalUrl;
        outgoing.once('timeout', () => late.add(request));
        // The proxy would read it from the request, where nothing is left.
        const body = bodies.get(request);
        if (body) outgoing.write(body);
      },
      proxyRes: (incoming, _request, response) => {
        faultPoint('request.handled').catch((error: Error) => incoming.destroy(error));
        // What we say to our caller about the connection, not what the service said to us.
        if (response.getHeader('connection') === 'close') incoming.headers.connection = 'close';
        // The gateway's own headers stand, and there are none that open it to other sites.
        for (const header of Object.keys(incoming.headers))
          if (ofTheGateway.has(header) || header.startsWith('access-control-')) delete incoming.headers[header];
      },
      error: (error, request, response) => {
        // Upgrades are not proxied, so the response is always an HTTP one.
        fail(
          new AppError(late.has(request) ? 'upstream-timeout' : 'unavailable', { cause: error }),
          request,
          response as Response,
        );
      },
    },
  });
}

const ofTheGateway = new Set([
  'cache-control',
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'permissions-policy',
  'referrer-policy',
  'server',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-powered-by',
  'x-xss-protection',
]);
