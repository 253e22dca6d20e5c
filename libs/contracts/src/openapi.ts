/** The OpenAPI 3.1 document, drawn from the routes and schemas alone. */
import { z } from 'zod';
import { errorCatalogue, Problem, type ErrorCode } from './errors.js';
import type { Route } from './route.js';
import { routeList } from './routes/index.js';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
};

const parameters = (where: 'path' | 'query', schema: z.ZodType | undefined): Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(property['description'] ? { description: property['description'] } : {}),
    schema: property,
  }));
};

const header = (description: string, type: 'integer' | 'string'): Json => ({ description, schema: { type } });

/** Of answers to requests that were counted. */
const countHeaders = {
  'RateLimit-Limit': header('Requests that a window allows.', 'integer'),
  'RateLimit-Remaining': header('Requests that are left of them.', 'integer'),
  'RateLimit-Reset': header('Seconds until the next window begins.', 'integer'),
  'RateLimit-Policy': header('The limit, and its window in seconds: 600;w=60.', 'string'),
};
const retryAfter = { 'Retry-After': header('Seconds to wait before the next try.', 'integer') };
const traceHeader = { 'Trace-Id': header('Names the request in our logs.', 'string') };

/** Which limit holds for a route, in words. */
const limitOf = ({ permission, cost, path, status }: Route): string => {
  if (cost === 'expensive') return 'expensive: per member, beside that of the session';
  if (permission !== 'public') return 'session: per session or API token';
  return path.startsWith('/v1/auth/') && status === 302 ? 'sign-in: per address' : 'anonymous: per address';
};

const refsTo = (...groups: readonly object[]): Json =>
  Object.fromEntries(
    groups.flatMap((group) => Object.keys(group)).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

const problemAnswer = (status: string, codes: readonly ErrorCode[]): Json => ({
  description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title.en}`).join(' '),
  headers: refsTo(traceHeader, status === '429' ? { ...retryAfter, ...countHeaders } : {}),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** What any operation may answer, whatever is asked of it. */
const everywhere: readonly ErrorCode[] = [
  'invalid-input',
  'rate-limited',
  'request-timeout',
  'url-too-long',
  'headers-too-large',
  'too-large',
  'unsupported-media-type',
  'internal',
  'unavailable',
  'upstream-timeout',
];

const problemsOf = (route: Route): Json => {
  const codes = new Set<ErrorCode>([...everywhere, ...(route.errors ?? [])]);
  if (route.permission !== 'public') codes.add('unauthenticated').add('session-ended').add('forbidden');
  if (route.stepUp) codes.add('step-up-required');
  if (route.request.params) codes.add('not-found');
  if (route.request.body) codes.add('malformed-json');
  const byStatus: Record<string, ErrorCode[]> = {};
  for (const code of codes) (byStatus[errorCatalogue[code].status] ??= []).push(code);
  return Object.fromEntries(Object.entries(byStatus).map(([status, list]) => [status, problemAnswer(status, list)]));
};

const operation = (route: Route): Json => ({
  operationId: route.id,
  summary: route.summary,
  tags: [route.service],
  'x-permission': route.permission,
  'x-rate-limit': limitOf(route),
  security: route.permission === 'public' ? [] : [{ session: [] }],
  parameters: [...parameters('path', route.request.params), ...parameters('query', route.request.query)],
  ...(route.request.body
    ? {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: jsonSchema(route.request.body, 'input') } },
        },
      }
    : {}),
  responses: {
    [String(route.status ?? (route.response === 'none' ? 204 : 200))]: {
      description: 'Success.',
      headers: refsTo(traceHeader, countHeaders),
      ...(route.response === 'none'
        ? {}
        : { content: { 'application/json': { schema: jsonSchema(route.response, 'output') } } }),
    },
    ...problemsOf(route),
  },
});

/** Builds the document. `version` is the product's. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routeList) {
    const path = `/api${route.path.replace(/:(\w+)/g, '{$1}')}`;
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'CSPMEXA', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      headers: { ...countHeaders, ...retryAfter, ...traceHeader },
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
