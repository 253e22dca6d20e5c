/** The operations of an OpenAPI document, as a caller from outside reads them. */
import { z } from 'zod';

/** A JSON schema: what of it matters for making values. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly default?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema & { readonly $ref?: string } }>>;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With {parameters}. */
  readonly path: string;
  readonly service: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly answers: Readonly<Record<string, Answer>>;
}

export interface ApiDocument {
  readonly operations: readonly Operation[];
  /** Methods by path. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** The schema of an answer's body by operation, status and media type. */
  schemaOf(operation: Operation, status: number, mediaType: string): z.ZodType | undefined;
}

interface RawOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** Reads the document that a gateway serves. */
export async function readDocument(site: string): Promise<ApiDocument> {
  // The gateway's own tests say that it is OpenAPI 3.1.
  const document = (await (await fetch(`${site}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, RawOperation>>;
    components: { schemas: Record<string, Schema> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]): Operation => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      service: operation.tags[0] ?? '',
      parameters: operation.parameters,
      body: operation.requestBody?.content['application/json']?.schema,
      answers: operation.responses,
    })),
  );
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations) methods.set(path, [...(methods.get(path) ?? []), method]);
  const parsers = new Map<string, z.ZodType>();
  return {
    operations,
    methods,
    schemaOf: ({ id, answers }, status, mediaType) => {
      const schema = answers[String(status)]?.content?.[mediaType]?.schema;
      if (!schema) return undefined;
      const key = `${id} ${status} ${mediaType}`;
      const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
      const parser = parsers.get(key) ?? parserOf(name ? (document.components.schemas[name] ?? {}) : schema);
      parsers.set(key, parser);
      return parser;
    },
  };
}

/** zod's type of JSON schemas is wider than ours and knows no readonly. */
const parserOf = (schema: Schema): z.ZodType => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
