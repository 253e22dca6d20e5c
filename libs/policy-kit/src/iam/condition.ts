import { cidrOf, contains } from './cidr.js';
import type { Condition, ConditionOperator, Statement } from './document.js';
import { compile, matches } from './wildcard.js';

/** True, false, or not settled by what is known of the request. */
export type Truth = 'true' | 'false' | 'unknown';

/**
 * What is known of a request, by condition key in any case. `null`: the request does not have that key. A key that is not named is not
 * known.
 */
export type RequestContext = Readonly<Record<string, string | readonly string[] | null>>;

/** `any`: nothing is known. `none`: statements that have a condition are set aside. Otherwise the keys that are known. */
export type Conditions = 'any' | 'none' | RequestContext;

const positives: Partial<Readonly<Record<ConditionOperator, ConditionOperator>>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** The operator that this one negates: `StringNotEquals` → `StringEquals`. Undefined for an operator that negates nothing. */
export function negates(operator: ConditionOperator): ConditionOperator | undefined {
  return positives[operator];
}

/** Whether a value holds a policy variable, whose content depends on the request. */
export function hasVariable(value: string): boolean {
  return value.includes('${') && compile(value, { variables: true }).hasVariable;
}

function arnMatches(pattern: string, actual: string): boolean {
  const want = pattern.split(':');
  const have = actual.split(':');
  if (want.length < 6 || have.length < 6) return matches(compile(pattern), actual);
  const parts = (all: readonly string[]): string[] => [...all.slice(0, 5), all.slice(5).join(':')];
  const actualParts = parts(have);
  return parts(want).every((part, at) => matches(compile(part), actualParts[at] ?? ''));
}

function compareNumbers(value: string, actual: string, holds: (actual: number, value: number) => boolean): boolean {
  const [left, right] = [Number(actual), Number(value)];
  return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
}

function compareDates(value: string, actual: string, holds: (actual: number, value: number) => boolean): boolean {
  const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  const [left, right] = [time(actual), time(value)];
  return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
}

type Compare = (value: string, actual: string) => boolean;
type Holds = (actual: number, value: number) => boolean;
const numbers =
  (holds: Holds): Compare =>
  (value, actual) =>
    compareNumbers(value, actual, holds);
const dates =
  (holds: Holds): Compare =>
  (value, actual) =>
    compareDates(value, actual, holds);
const equal: Holds = (actual, value) => actual === value;
const less: Holds = (actual, value) => actual < value;
const atMost: Holds = (actual, value) => actual <= value;
const greater: Holds = (actual, value) => actual > value;
const atLeast: Holds = (actual, value) => actual >= value;
const sameText: Compare = (value, actual) => value === actual;
const sameIgnoringCase: Compare = (value, actual) => value.toLowerCase() === actual.toLowerCase();

const comparisons: Partial<Readonly<Record<ConditionOperator, Compare>>> = {
  StringEquals: sameText,
  StringEqualsIgnoreCase: sameIgnoringCase,
  StringLike: (value, actual) => matches(compile(value, { variables: true }), actual),
  NumericEquals: numbers(equal),
  NumericLessThan: numbers(less),
  NumericLessThanEquals: numbers(atMost),
  NumericGreaterThan: numbers(greater),
  NumericGreaterThanEquals: numbers(atLeast),
  DateEquals: dates(equal),
  DateLessThan: dates(less),
  DateLessThanEquals: dates(atMost),
  DateGreaterThan: dates(greater),
  DateGreaterThanEquals: dates(atLeast),
  Bool: sameIgnoringCase,
  BinaryEquals: sameText,
  IpAddress: (value, actual) => {
    const [block, address] = [cidrOf(value), cidrOf(actual)];
    return block !== undefined && address !== undefined && contains(block, address);
  },
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
};

const truthOf = (holds: boolean): Truth => (holds ? 'true' : 'false');

/** Judges one condition against the values of its key; `null`: the request does not have the key, `undefined`: not known. */
export function judgeCondition(condition: Condition, actual: readonly string[] | null | undefined): Truth {
  const { operator, qualifier, ifExists, values } = condition;
  if (operator === 'Null') {
    return actual === undefined
      ? 'unknown'
      : truthOf(values.some((value) => value.toLowerCase() === String(actual === null)));
  }
  const positive = negates(operator);
  if (actual === null || actual?.length === 0) {
    if (qualifier === 'ForAllValues' || ifExists) return 'true';
    return truthOf(positive !== undefined && qualifier !== 'ForAnyValue');
  }
  const compare = comparisons[positive ?? operator];
  if (actual === undefined || compare === undefined || values.some(hasVariable)) return 'unknown';
  const holds = (one: string): boolean => values.some((value) => compare(value, one)) === (positive === undefined);
  // A negated operator on several values without a qualifier asks that none of them matches.
  const every = qualifier === 'ForAllValues' || (qualifier === undefined && positive !== undefined);
  return truthOf(every ? actual.every(holds) : actual.some(holds));
}

function lookUp(context: RequestContext, key: string): readonly string[] | null | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key);
  const value = name === undefined ? undefined : context[name];
  return typeof value === 'string' ? [value] : value;
}

/** Whether a statement's conditions hold. `aside`: the caller set statements with conditions aside. */
export function judgeConditions(statement: Statement, conditions: Conditions): Truth | 'aside' {
  if (statement.conditions.length === 0) return 'true';
  if (conditions === 'none') return 'aside';
  if (conditions === 'any') return 'unknown';
  const truths = statement.conditions.map((condition) => judgeCondition(condition, lookUp(conditions, condition.key)));
  if (truths.includes('false')) return 'false';
  return truths.includes('unknown') ? 'unknown' : 'true';
}
