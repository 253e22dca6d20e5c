import { Denied } from './access-left.js';
import { everyS3Action, knownS3Actions } from './access.js';
import { negates } from './condition.js';
import type { Condition, ConditionOperator, PolicyDocument, Statement } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { StatementEvidence } from './evidence.js';
import { namesEveryone } from './principal.js';
import { narrowing } from './public-grants.js';
import { scopeOf } from './scope.js';
import type { Scope } from './scope.js';

/** Whether a bucket policy refuses plain HTTP. */
export interface HttpRefusal {
  /** `refused`: every request over HTTP to the bucket and its objects. `partial`: some of them, see `gaps`. */
  readonly outcome: 'refused' | 'partial' | 'not-refused';
  /** The Deny statements that look at the transport. */
  readonly denies: readonly StatementEvidence[];
  /** What HTTP still reaches, as short English phrases. Empty when the outcome is `refused`. */
  readonly gaps: readonly string[];
}

type Verdict = 'refuses' | 'perhaps' | 'other';

const texts = new Set<ConditionOperator>(['Bool', 'StringEquals', 'StringEqualsIgnoreCase', 'StringLike']);

/** What a condition of a Deny says of a request over HTTP, for which aws:SecureTransport is `false`. */
function transportVerdict({ operator, key, values, ifExists, qualifier }: Condition): Verdict {
  if (key === 'aws:securetransport') {
    const positive = negates(operator);
    if (!texts.has(positive ?? operator) || values.length === 0) return 'other';
    const namesFalse = values.some((value) => value.toLowerCase() === 'false');
    return namesFalse === (positive === undefined) ? 'refuses' : 'other';
  }
  if (key === 's3:tlsversion') {
    const below = operator === 'NumericLessThan' || operator === 'NumericLessThanEquals';
    if (!below || !values.some((value) => Number(value) >= 1)) return 'other';
    // A request over HTTP has no TLS version, so that only an operator which a missing key satisfies is sure to refuse it.
    return ifExists || qualifier === 'ForAllValues' ? 'refuses' : 'perhaps';
  }
  return 'other';
}

interface Judged {
  readonly refuses: boolean;
  readonly gaps: readonly string[];
}

/** How far one Deny statement refuses HTTP; undefined when it is not about the transport. */
function judgeStatement(statement: Statement): Judged | undefined {
  const verdicts = statement.conditions.map(transportVerdict);
  if (!verdicts.some((verdict) => verdict !== 'other')) return undefined;
  const name = `statement ${statement.sid ?? statement.index}`;
  const gaps: string[] = [];
  if (!verdicts.includes('refuses')) gaps.push(`plain HTTP, which has no TLS version to compare (${name})`);
  const others = statement.conditions.filter((_, at) => verdicts[at] === 'other');
  if (others.length > 0)
    gaps.push(`requests that do not fit ${others.map(({ name: key }) => key).join(' and ')} (${name})`);
  const { principals } = statement;
  if (principals !== undefined && !namesEveryone(principals))
    gaps.push(`principals other than the named ones (${name})`);
  else if (principals?.except) gaps.push(`the principals in NotPrincipal (${name})`);
  return { refuses: gaps.length === 0, gaps };
}

const mostNamed = 5;

function list(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}

/** What of bucket and objects the Deny statements leave open. */
function openPlaces(denied: Denied, scope: Scope): string[] {
  return (['bucket', 'object'] as const).flatMap((target) => {
    // The usual Deny is of all actions: what takes back all of them takes back each.
    if (denied.takesBack(everyS3Action, scope.of(target))) return [];
    const known = knownS3Actions.filter(({ action }) => action.target === target);
    const left = known.filter(({ glob }) => !denied.takesBack(glob, scope.of(target))).map(({ action }) => action.name);
    if (left.length === 0) return [];
    const place = target === 'bucket' ? 'the bucket itself' : 'the objects';
    return left.length === known.length ? [place] : [`${place} by ${list(left)}`];
  });
}

/**
 * Whether a bucket policy refuses requests over plain HTTP: a Deny for everyone, on the bucket and its objects, of every S3 action when
 * aws:SecureTransport is false. Several statements may share the work.
 */
export function refusesHttp(document: PolicyDocument, { resourceArn }: { readonly resourceArn: string }): HttpRefusal {
  const scope = scopeOf(resourceArn);
  const judged = statementsOf(document, 'Deny').flatMap((placed) => {
    const verdict = judgeStatement(placed.statement);
    return verdict === undefined ? [] : [{ placed, ...verdict }];
  });
  const here = narrowing(
    judged.map(({ placed }) => placed),
    { index: 0, effect: 'Deny', actions: { except: true, patterns: [], globs: [] }, conditions: [] },
    scope,
  );
  const denies = here.map((placed) => evidenceOf(placed));
  const full = judged.filter(({ refuses }) => refuses).map(({ placed }) => placed.statement);
  const places = openPlaces(new Denied(full), scope);
  if (places.length === 0) return { outcome: 'refused', denies, gaps: [] };
  const gaps = [...places, ...judged.filter(({ placed }) => here.includes(placed)).flatMap((one) => one.gaps)];
  return { outcome: here.length > 0 ? 'partial' : 'not-refused', denies, gaps };
}
