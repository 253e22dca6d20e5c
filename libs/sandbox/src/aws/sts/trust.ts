/** Whether a role's trust policy lets a caller assume it. */
import type { Caller } from '../context.js';

interface TrustStatement {
  Effect?: string;
  Action?: unknown;
  Principal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** What a condition may look at: keys in lower case; an absent key was not in the request. */
export type RequestContext = Readonly<Record<string, string | undefined>>;

/** Judges a trust policy: an explicit deny wins, else one statement must allow. */
export function mayAssume(
  trustPolicy: string,
  roleAccountId: string,
  caller: Caller,
  context: RequestContext,
): boolean {
  const policy = JSON.parse(trustPolicy) as { Statement?: unknown }; // checked when it was put
  const matching = listOf(policy.Statement)
    .map((statement) => statement as TrustStatement) // same check
    .filter((statement) => listOf(statement.Action).some((action) => actionMatches(String(action))))
    .filter((statement) => principalMatches(statement.Principal, roleAccountId, caller))
    .filter((statement) => conditionsHold(statement.Condition ?? {}, context));
  if (matching.some((statement) => statement.Effect === 'Deny')) return false;
  return matching.some((statement) => statement.Effect === 'Allow');
}

function actionMatches(action: string): boolean {
  return pattern(action.toLowerCase()).test('sts:assumerole');
}

function pattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}

function principalMatches(principal: unknown, roleAccountId: string, caller: Caller): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null || !('AWS' in principal)) return false;
  return listOf(principal.AWS).some((who) => {
    const name = String(who);
    if (name === '*') return true;
    if (/^\d{12}$/.test(name)) return name === caller.accountId;
    if (name.endsWith(':root')) return name.split(':')[4] === caller.accountId;
    return name === caller.arn || name === roleOfSession(caller.arn);
  });
}

/** The role behind an assumed-role session's ARN. */
function roleOfSession(arn: string): string | undefined {
  const match = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  return match === null ? undefined : `arn:aws:iam::${match[1]}:role/${match[2]}`;
}

type Comparison = (actual: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => pattern(wanted).test(actual),
  ArnEquals: (actual, wanted) => pattern(wanted).test(actual),
  ArnLike: (actual, wanted) => pattern(wanted).test(actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
};

function conditionsHold(conditions: Record<string, Record<string, unknown>>, context: RequestContext): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const wanted = listOf(values).map(String);
      return conditionHolds(operator, context[key.toLowerCase()], wanted);
    }),
  );
}

function conditionHolds(operator: string, actual: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return wanted.some((each) => (each === 'true') === (actual === undefined));
  const ifExists = operator.endsWith('IfExists');
  const base = operator.replace(/IfExists$/, '').replace(/^For(Any|All)Values?:/, '');
  const negated = /Not/.test(base);
  const compare = COMPARISONS[base.replace('Not', '')];
  if (actual === undefined) return ifExists || negated;
  if (compare === undefined) return false;
  return negated ? !wanted.some((each) => compare(actual, each)) : wanted.some((each) => compare(actual, each));
}
