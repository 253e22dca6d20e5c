import type { S3Target } from './s3-actions.js';
import { everything } from './patterns.js';
import { compile, literal } from './wildcard.js';
import type { Glob } from './wildcard.js';

/** The resource that a policy is attached to: what its statements can be about. */
export interface Scope {
  /** The service of the ARN, in lower case; absent when no ARN was given. */
  readonly service?: string;
  /** Where an S3 action of this kind acts. Empty for actions on neither bucket nor objects, which no resource policy can grant. */
  readonly of: (target: S3Target) => readonly Glob[];
  /** Every ARN of the resource: itself and what is under it. */
  readonly all: readonly Glob[];
}

const anywhere: Scope = { of: () => [everything], all: [everything] };

const star = compile('*');

function under(arn: string, path: string): Glob {
  const base = literal(`${arn}${path}`);
  return {
    ...base,
    source: `${arn}${path}*`,
    tokens: [...base.tokens, ...star.tokens],
    hasStar: true,
    hasWildcard: true,
  };
}

let last: { readonly arn: string; readonly scope: Scope } | undefined;

/** The scope of a bucket (`arn:aws:s3:::name`), an S3 access point, a queue, a topic, a key … */
export function scopeOf(resourceArn: string | undefined): Scope {
  if (resourceArn === undefined) return anywhere;
  // Several policies ask about the same resource one after the other.
  if (last?.arn !== resourceArn) last = { arn: resourceArn, scope: findScope(resourceArn) };
  return last.scope;
}

function findScope(resourceArn: string): Scope {
  const service = (resourceArn.split(':', 3)[2] ?? '').toLowerCase();
  const itself = literal(resourceArn);
  if (service !== 's3')
    return { service, of: () => [itself], all: [itself, under(resourceArn, ':'), under(resourceArn, '/')] };
  const objects = under(resourceArn, resourceArn.includes(':accesspoint/') ? '/object/' : '/');
  const targets: Readonly<Record<S3Target, readonly Glob[]>> = { bucket: [itself], object: [objects], other: [] };
  return { service, of: (target) => targets[target], all: [itself, objects] };
}
