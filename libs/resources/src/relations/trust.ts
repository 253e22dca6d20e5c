/** Who a trust policy lets assume a role, and who it forbids to. */
import { IamAccount, IamOidcProvider, IamRole, IamSamlProvider, IamUser } from '../aws/iam.js';
import type { Place } from '../kind.js';
import { documentOf } from '../json-text.js';
import { to, type Relation } from './relation.js';

/** Reads a trust policy as AWS returned it. Statements about other actions, and what is no policy, say nothing. */
export function trustRelations(document: string, place: Place): Relation[] {
  const policy = documentOf(document);
  return listOf(fieldOf(policy, 'Statement')).flatMap((statement) => statementRelations(statement, place));
}

function statementRelations(statement: unknown, place: Place): Relation[] {
  if (!isAboutAssuming(statement)) return [];
  const denies = fieldOf(statement, 'Effect') === 'Deny';
  const relation = denies ? 'may-not-be-assumed-by' : 'may-be-assumed-by';
  const detail = conditionText(fieldOf(statement, 'Condition'));
  const excluded = principalsOf(fieldOf(statement, 'NotPrincipal'));
  // All but these: an exception to everybody, which no list of principals can say.
  if (excluded.length > 0) {
    const but = `NotPrincipal ${excluded.map(([, name]) => name).join(', ')}`;
    return to(relation, null, '*', detail === null ? but : `${but}; ${detail}`);
  }
  return principalsOf(fieldOf(statement, 'Principal')).map(([type, name]) => ({
    relation,
    detail,
    ...(type === 'AWS' ? awsPrincipal(name, place) : { kind: kindOfPrincipal(name), ref: name }),
  }));
}

const assuming = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'];

function isAboutAssuming(statement: unknown): boolean {
  const covers = (patterns: readonly unknown[], action: string): boolean =>
    patterns.some((pattern) => typeof pattern === 'string' && matches(pattern.toLowerCase(), action));
  const actions = listOf(fieldOf(statement, 'Action'));
  const notActions = listOf(fieldOf(statement, 'NotAction'));
  if (notActions.length > 0) return assuming.some((action) => !covers(notActions, action));
  return assuming.some((action) => covers(actions, action));
}

/** IAM's wildcards: `*` for any characters, `?` for one. Goes back to the last `*` alone, so that no pattern takes long. */
function matches(pattern: string, action: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let of = 0; of < action.length;) {
    const char = pattern.charAt(at);
    if (char === '*') {
      star = at;
      at += 1;
      resume = of;
    } else if (char === '?' || char === action.charAt(of)) {
      at += 1;
      of += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      of = resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Type and name of each: a text is everybody's AWS principal. */
function principalsOf(principal: unknown): [type: string, name: string][] {
  if (typeof principal === 'string') return [['AWS', principal]];
  if (typeof principal !== 'object' || principal === null) return [];
  return Object.entries(principal).flatMap(([type, names]) =>
    listOf(names).flatMap((name): [string, string][] => (typeof name === 'string' ? [[type, name]] : [])),
  );
}

/** An account is named by its number or by its root; both mean everyone there whom the account itself lets. */
function awsPrincipal(name: string, { partition }: Place): Pick<Relation, 'kind' | 'ref'> {
  const ref = /^\d{12}$/.test(name) ? `arn:${partition}:iam::${name}:root` : name;
  return { kind: kindOfPrincipal(ref), ref };
}

const principalKinds = [
  [/^arn:[^:]*:iam::\d{12}:role\//, IamRole.kind],
  [/^arn:[^:]*:iam::\d{12}:user\//, IamUser.kind],
  [/^arn:[^:]*:iam::\d{12}:root$/, IamAccount.kind],
  [/^arn:[^:]*:iam::\d{12}:saml-provider\//, IamSamlProvider.kind],
  [/^arn:[^:]*:iam::\d{12}:oidc-provider\//, IamOidcProvider.kind],
] as const;

/** The kind of a principal by its ARN; null for services, sessions, and whatever else trusts name. */
export const kindOfPrincipal = (ref: string): string | null =>
  principalKinds.find(([pattern]) => pattern.test(ref))?.[1] ?? null;

/** `StringEquals sts:ExternalId: a, b; Bool aws:MultiFactorAuthPresent: true`, or null without a condition. */
function conditionText(condition: unknown): string | null {
  if (typeof condition !== 'object' || condition === null) return null;
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    typeof keys === 'object' && keys !== null
      ? Object.entries(keys).map(([key, values]) => `${operator} ${key}: ${listOf(values).map(String).join(', ')}`)
      : [],
  );
  return parts.length > 0 ? parts.join('; ') : null;
}

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
