/** Configuration from environment variables: one zod schema per service says what there is, checks it and describes it. */
import { z } from 'zod';

/** One problem with one variable. */
export interface ConfigProblem {
  readonly name: string;
  readonly message: string;
}

/** Every problem of the configuration at once, in sentences that say what to set. Values are never repeated: they may be secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      ['The configuration is not valid:', ...problems.map(({ name, message }) => `  ${name}: ${message}`)].join('\n'),
    );
  }
}

/** One variable as `.env.example` and the documentation show it. `default` is the text to put in the environment. */
export interface ConfigVariable {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
  readonly required: boolean;
  readonly secret: boolean;
}

/** A required text that is never printed. It has no default on purpose. */
export const secret = (description: string): z.ZodString => z.string().min(1).meta({ description, secret: true });

/** Reads the variables that the schema names; a variable set to nothing counts as not set. Throws ConfigError with every problem. */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name].trim()]] : [])),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const descriptions = new Map(describeConfig(schema).map((variable) => [variable.name, variable.description]));
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? 'configuration');
      const problem = name in given ? issue.message : 'is not set';
      const description = descriptions.get(name);
      return { name, message: description ? `${problem}. Set it to: ${description}` : problem };
    }),
  );
}

/** What a configuration schema asks for, in its order. */
export function describeConfig(schema: z.ZodObject): ConfigVariable[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    // z.ZodObject types its shape with the core class; every field a schema file can hold is a full z.ZodType.
    const type = field as z.ZodType;
    const meta = innermost(type).map((layer) => z.globalRegistry.get(layer));
    const absent = type.safeParse(undefined);
    const fallback = absent.success && absent.data !== undefined ? { default: asText(absent.data) } : {};
    const isSecret = meta.some((entry) => entry?.['secret'] === true);
    return {
      name,
      description: meta.find((entry) => entry?.description)?.description ?? '',
      ...(isSecret ? {} : fallback),
      required: !absent.success,
      secret: isSecret,
    };
  });
}

/** A schema and what it wraps (optional, default, pipe), from the outside in. */
function innermost(type: z.ZodType): z.ZodType[] {
  // Wrappers keep what they wrap under one of these names; zod's common type does not know them.
  const definition = type.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = definition.innerType ?? definition.in;
  return inner ? [type, ...innermost(inner)] : [type];
}

const asText = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value);
