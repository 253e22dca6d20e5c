/** Serves the built dashboard and answers the contracts' routes from a made-up world, so that the pages can be tried without the services. */
import { errorCatalogue, rolePermissions, routeList } from '@cspmexa/contracts';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { handlers } from './handlers.mjs';
import { stateOf } from './identity.mjs';
import { makeWorld } from './world.mjs';

/** The built dashboard; another build of it where FAKE_DIST says so. */
const dist = path.resolve(process.env.FAKE_DIST ?? path.join(import.meta.dirname, '../../dist'));
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** As strict as the gateway's. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

const patterns = routeList.map((route) => ({
  route,
  regex: new RegExp(`^/api${route.path.replace(/[.]/g, '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
}));

/**
 * Starts it on a free port of loopback.
 * `state`: `outage` answers 500 to every list; `delay` is how long answers take, in milliseconds; `role` changes what the signed-in person may do; `world` may be changed at will.
 */
export async function startFakeApi({ port = 0 } = {}) {
  const state = { world: makeWorld(), outage: false, streamDown: false, delay: 0, requests: [], lastEventIds: [] };
  const sessions = new Map();
  const streams = new Set();

  const send = (response, status, body, headers = {}) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    response
      .writeHead(status, { 'cache-control': 'no-store', ...(text ? { 'content-type': type } : {}), ...headers })
      .end(text);
  };
  const refuse = (response, code, more = {}) => {
    const { status, title } = errorCatalogue[code];
    const traceId = randomBytes(16).toString('hex');
    send(response, status, { type: `/problems/${code}`, title: title.en, status, code, traceId, ...more });
  };
  const cookieOf = (request) => /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];

  const signInPage = (response, returnTo) => {
    const people = state.world.members.map(
      ({ email }) =>
        `<li><a data-person="${email}" href="/sandbox/google/pick?email=${encodeURIComponent(email)}&returnTo=${encodeURIComponent(returnTo)}">${email}</a></li>`,
    );
    response
      .writeHead(200, { 'content-type': types['.html'] })
      .end(`<!doctype html><html lang="en"><title>Sandbox</title><h1>Who are you?</h1><ul>${people.join('')}</ul>`);
  };
  const pick = (request, response, email, returnTo) => {
    const id = randomBytes(16).toString('hex');
    sessions.set(id, {
      id: randomUUID(),
      email,
      token: undefined,
      createdAt: new Date().toISOString(),
      provenAt: Date.now(),
      userAgent: request.headers['user-agent'],
    });
    response
      .writeHead(302, { 'set-cookie': `session=${id}; HttpOnly; Path=/; SameSite=Lax`, location: returnTo })
      .end();
  };

  const events = (request, response) => {
    state.lastEventIds.push(request.headers['last-event-id']);
    if (state.streamDown) return refuse(response, 'unavailable');
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    streams.add(response);
    request.on('close', () => streams.delete(response));
  };

  const bodyOf = async (request) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  };

  const answer = async (request, response, url) => {
    const session = sessions.get(cookieOf(request));
    if (/^\/api\/v1\/auth\/(google|oidc)$/.test(url.pathname))
      return signInPage(response, url.searchParams.get('returnTo') ?? '/');
    if (url.pathname === '/api/v1/auth/refresh') {
      if (!session) return refuse(response, 'session-ended');
      return send(response, 200, stateOf(state.world, session));
    }
    if (url.pathname === '/api/v1/auth/sign-out') return (sessions.delete(cookieOf(request)), send(response, 204));
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const signedIn = [...sessions.values()].find(({ token }) => token !== undefined && token === bearer);
    const me = state.world.members.find(({ email }) => email === signedIn?.email);
    const isPublic = url.pathname === '/api/v1/auth/providers';
    if (!me && !isPublic) return refuse(response, 'unauthenticated');
    if (url.pathname === '/api/v1/events') return events(request, response);

    const match = patterns
      .map(({ route, regex }) => ({ route, found: regex.exec(url.pathname) }))
      .find(({ route, found }) => found && route.method === request.method);
    const handler = match && handlers[match.route.id];
    if (!handler) return refuse(response, 'not-found');
    if (state.outage && match.route.id !== 'getMe') return refuse(response, 'internal');
    if (state.delay > 0) await new Promise((resolve) => setTimeout(resolve, state.delay));
    const { route, found } = match;
    const query = {};
    for (const name of new Set(url.searchParams.keys()))
      query[name] =
        url.searchParams.getAll(name).length > 1 ? url.searchParams.getAll(name) : url.searchParams.get(name);
    const parts = { params: { ...found.groups }, query, body: await bodyOf(request) };
    for (const [name, schema] of Object.entries(route.request)) {
      const parsed = schema.safeParse(parts[name]);
      if (!parsed.success) {
        const errors = parsed.error.issues.map(({ path: at, message }) => ({
          pointer: `/${[name, ...at].join('/')}`,
          message,
        }));
        return refuse(response, 'invalid-input', { errors });
      }
      parts[name] = parsed.data;
    }
    const everybody = ['public', 'signed-in', 'mfa-pending'].includes(route.permission);
    if (signedIn?.pending && route.permission !== 'mfa-pending' && !isPublic)
      return refuse(response, 'unauthenticated');
    if (!everybody && !rolePermissions[me.role].has(route.permission)) return refuse(response, 'forbidden');
    if (route.stepUp && Date.now() - signedIn.provenAt > 300_000) return refuse(response, 'step-up-required');
    const end = (which) => {
      const ended = [...sessions].filter(([, one]) => which(one));
      ended.forEach(([id]) => sessions.delete(id));
      return ended.length > 0;
    };
    const call = { world: state.world, me, session: signedIn, sessions: [...sessions.values()], end };
    const result = handler({ ...call, ...parts });
    if (result?.problem) return refuse(response, result.problem, result.detail ? { detail: result.detail } : {});
    if (result?.file) return response.writeHead(200, { 'content-type': result.type }).end(result.file);
    if (route.response === 'none') return send(response, route.status ?? 204);
    // Parsing with the contract keeps the made-up world honest.
    return send(response, route.status ?? 200, route.response.parse(result));
  };

  const file = async (response, pathname) => {
    const wanted = path.join(dist, path.normalize(pathname));
    const body =
      path.extname(wanted) && wanted.startsWith(dist) ? await readFile(wanted).catch(() => undefined) : undefined;
    const found = body ? wanted : path.join(dist, 'index.html');
    response.writeHead(200, {
      'content-type': types[path.extname(found)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      // Their names change with what is in them.
      ...(body ? { 'cache-control': 'max-age=3600' } : {}),
    });
    response.end(body ?? (await readFile(found)));
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/api')) state.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const work =
      url.pathname === '/sandbox/google/pick'
        ? pick(request, response, url.searchParams.get('email'), url.searchParams.get('returnTo') ?? '/')
        : url.pathname.startsWith('/api')
          ? answer(request, response, url)
          : file(response, url.pathname);
    Promise.resolve(work).catch((error) => {
      // The page was left before it had asked to the end.
      if (error.code === 'ECONNRESET') return;
      console.error(`fake api: ${request.method} ${url.pathname}`, error);
      refuse(response, 'internal');
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    /** Sends a live event to every open page. @returns its id */
    emit(type, data) {
      const id = crypto.randomUUID();
      const envelope = JSON.stringify({ id, type, occurredAt: new Date().toISOString(), data });
      for (const stream of streams) stream.write(`id: ${id}\nevent: ${type}\ndata: ${envelope}\n\n`);
      return id;
    },
    /** As if everybody had signed in long ago. */
    ageProofs: () => sessions.forEach((session) => (session.provenAt = 0)),
    /** Forgets every access token, as if they had expired. */
    expireTokens: () => sessions.forEach((session) => (session.token = undefined)),
    streams: () => streams.size,
    /** As a proxy does that has had enough of a connection. */
    cutStreams: () => streams.forEach((stream) => stream.destroy()),
    async close() {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const api = await startFakeApi({ port: Number(process.env.PORT ?? 4050) });
  console.log(`The dashboard with made-up data: ${api.url}`);
}
