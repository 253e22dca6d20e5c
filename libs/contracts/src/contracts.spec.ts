import { describe, expect, it } from '@jest/globals';
import { createClient, errorCatalogue, eventList, findEvent, openApi, routeList, routes, urlOf } from './index.js';

describe('events', () => {
  it.each(eventList.map((event) => [event.name, event] as const))(
    '%s has an example that its schema accepts',
    (_, event) => {
      expect(event.payload.parse(event.example)).toEqual(event.example);
      expect(event.name).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(findEvent(event.name, event.version)).toBe(event);
    },
  );
});

describe('routes', () => {
  it('have unique ids and addresses, and the id is the name that they are exported under', () => {
    const addresses = routeList.map((route) => `${route.method} ${route.path}`);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const [name, route] of Object.entries(routes)) expect(route.id).toBe(name);
  });

  it('name every parameter of their path', () => {
    for (const route of routeList) {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const shape = (route.request.params as { shape?: object } | undefined)?.shape ?? {};
      expect(Object.keys(shape).sort()).toEqual(names.sort());
    }
  });

  it('ask for a permission whenever they change something, but for signing in and out', () => {
    const open = routeList.filter((route) => route.permission === 'public').map((route) => route.id);
    expect(open.sort()).toEqual([
      'finishGoogleSignIn',
      'finishOidcSignIn',
      'getJwks',
      'listSignInProviders',
      'refreshSession',
      'signOut',
      'startGoogleSignIn',
      'startOidcSignIn',
    ]);
  });
});

describe('the OpenAPI document', () => {
  it('has every operation with its problems', () => {
    const { paths } = openApi('1.0.0') as { paths: Record<string, Record<string, { responses: object }>> };
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(routeList.length);
    expect(Object.keys(paths['/api/v1/findings/{findingId}']?.['get']?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '429']),
    );
  });
});

describe('the limits (L01)', () => {
  it('are in the document for every operation: which one holds, and what an answer says of it', () => {
    interface Answer {
      readonly headers: Record<string, { readonly $ref: string }>;
    }
    const { paths, components } = openApi('1.0.0') as unknown as {
      paths: Record<string, Record<string, { responses: Record<string, Answer>; 'x-rate-limit': string }>>;
      components: { headers: Record<string, unknown> };
    };
    const counted = ['RateLimit-Limit', 'RateLimit-Policy', 'RateLimit-Remaining', 'RateLimit-Reset'];
    for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
      expect(operation['x-rate-limit']).toMatch(/^(anonymous|session|sign-in|expensive): /);
      expect(Object.keys(operation.responses['429']?.headers ?? {}).sort()).toEqual(
        [...counted, 'Retry-After', 'Trace-Id'].sort(),
      );
      const [success] = Object.entries(operation.responses).filter(([status]) => Number(status) < 400);
      expect(Object.keys(success?.[1].headers ?? {})).toEqual(expect.arrayContaining(counted));
    }
    expect(Object.keys(components.headers)).toEqual(expect.arrayContaining([...counted, 'Retry-After', 'Trace-Id']));
  });
});

describe('the error catalogue', () => {
  it.each(Object.entries(errorCatalogue))('%s has a sentence in both languages', (_, { status, title }) => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title.en).toMatch(/\.$/);
    expect(title.pt).toMatch(/\.$/);
    expect(title.pt).not.toBe(title.en);
  });
});

describe('the client', () => {
  it('encodes parameters and repeats lists', () => {
    expect(urlOf(routes.getFinding, { params: { findingId: 'a/b' } })).toBe('/v1/findings/a%2Fb');
    expect(urlOf(routes.listFindings, { query: { severity: ['high', 'low'], search: undefined } })).toBe(
      '/v1/findings?severity=high&severity=low',
    );
  });

  it('turns a problem into an ApiError and a lost connection into status 0', async () => {
    const problem = { type: '/problems/not-found', title: 'x', status: 404, code: 'not-found', traceId: 't' };
    const refused = createClient({
      baseUrl: '',
      fetch: () => Promise.resolve(new Response(JSON.stringify(problem), { status: 404 })),
    });
    await expect(refused.getFinding({ params: { findingId: 'x' } })).rejects.toMatchObject({ status: 404, problem });
    const lost = createClient({ baseUrl: '', fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(lost.getMe()).rejects.toMatchObject({ status: 0 });
  });
});
