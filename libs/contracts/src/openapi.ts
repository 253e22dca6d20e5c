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

const problemAnswer = (codes: readonly ErrorCode[]): Json => ({
  description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title.en}`).join(' '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const problemsOf = (route: Route): Json => {
  const codes = new Set<ErrorCode>(['invalid-input', 'rate-limited', ...(route.errors ?? [])]);
  if (route.permission !== 'public') codes.add('unauthenticated').add('forbidden');
  if (route.request.body) codes.add('malformed-json').add('too-large').add('unsupported-media-type');
  const byStatus: Record<number, ErrorCode[]> = {};
  for (const code of codes) (byStatus[errorCatalogue[code].status] ??= []).push(code);
  return Object.fromEntries(Object.entries(byStatus).map(([status, list]) => [status, problemAnswer(list)]));
};

const operation = (route: Route): Json => ({
  operationId: route.id,
  summary: route.summary,
  tags: [route.service],
  'x-permission': route.permission,
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
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
