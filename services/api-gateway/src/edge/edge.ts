/** The way of an API request: contract, session, permission, limit, and on to its service. */
import { rolePermissions, routeList, type Route, type Service } from '@cspmexa/contracts';
import { AppError, currentTrace, faultPoint, formatTraceparent, type Session } from '@cspmexa/platform';
import type { Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { routeMatcher } from './match-route.js';
import type { Limiter } from './rate-limit.js';
import { readBody } from './request-body.js';

export interface EdgeSettings {
  readonly targets: Readonly<Record<Exclude<Service, 'api-gateway'>, string>>;
  readonly verify: (token: string) => Promise<Session>;
  readonly perToken: Limiter;
  readonly perAddress: Limiter;
  readonly timeoutMs: number;
  /** Answers with a problem. */
  readonly fail: (error: unknown, request: Request, response: Response) => void;
}

const bearer = /^Bearer +([\w.~+/-]+=*)$/i;

/** The session of a request. @throws unauthenticated */
async function sessionOf(request: Request, verify: EdgeSettings['verify']): Promise<Session> {
  const token = bearer.exec((request.headers.authorization ?? '').slice(0, 8_192))?.[1];
  if (!token) throw new AppError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
  return verify(token);
}

/** Everything below `/api` that a contract describes. */
export function edge(settings: EdgeSettings): RequestHandler {
  const match = routeMatcher(routeList);
  const proxies = new Map(
    Object.entries(settings.targets).map(([service, target]) => [service, proxyTo(target, settings)]),
  );
  const handle = async (request: Request, response: Response, next: (error?: unknown) => void): Promise<void> => {
    const path = request.path.slice(prefix.length);
    const found = match(request.method === 'HEAD' ? 'GET' : request.method, path);
    if (found.found === 'nothing') throw new AppError('not-found');
    if (found.found === 'other-methods')
      throw new AppError('method-not-allowed', { headers: { Allow: found.allowed.join(', ') } });
    await admit(found.route, request, response, settings);
    const proxy = proxies.get(found.route.service);
    if (!proxy) throw new AppError('not-found');
    const body = await readBody(request);
    speakForUs(request, body);
    // Unless the service says otherwise.
    response.set('Cache-Control', 'no-store');
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
  if (route.permission === 'public') return settings.perAddress(request.ip ?? 'unknown', response);
  const session = await signedIn(request, response, settings);
  if (route.permission !== 'signed-in' && !rolePermissions[session.role].has(route.permission))
    throw new AppError('forbidden');
}

/** The session of a request, counted against its limit. Guessing tokens is limited by address. @throws unauthenticated, rate-limited */
export async function signedIn(
  request: Request,
  response: Response,
  { verify, perToken, perAddress }: Pick<EdgeSettings, 'verify' | 'perToken' | 'perAddress'>,
): Promise<Session> {
  const session = await sessionOf(request, verify).catch(async (error: unknown) => {
    await perAddress(request.ip ?? 'unknown', response);
    throw error;
  });
  await perToken(session.sessionId, response);
  return session;
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

function proxyTo(target: string, { timeoutMs, fail }: EdgeSettings): RequestHandler {
  /** Requests whose service let them wait for too long. */
  const late = new WeakSet<object>();
  return createProxyMiddleware<Request, Response>({
    target,
    changeOrigin: true,
    xfwd: false,
    proxyTimeout: timeoutMs,
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
        // The gateway's own security headers stand.
        for (const header of Object.keys(incoming.headers))
          if (securityHeaders.has(header)) delete incoming.headers[header];
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

const securityHeaders = new Set([
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]);
