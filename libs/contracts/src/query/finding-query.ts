/** What the query bar of the findings understands. The same text is the page's address, a saved view, an export's filter and an alert rule's condition. */
import { FindingStatus, Severity } from '../nouns/shared.js';
import { isWithin, parseRange, type QueryRange } from './dates.js';
import { readQuery, type KeyTerm } from './read-query.js';
import type { QueryProblem } from './terms.js';

/** Keys whose values are compared as they are, without case. */
export const findingKeys = [
  'severity',
  'status',
  'service',
  'region',
  'account',
  'policy',
  'kind',
  'resource',
  'control',
  'cause',
  'assignee',
] as const;
export type FindingKey = (typeof findingKeys)[number];

/** What a finding can be, as `is:` says it. A status is also a flag. */
export const findingFlags = [
  'open',
  'resolved',
  'excepted',
  'reopened',
  'new',
  'overdue',
  'assigned',
  'unassigned',
  'mine',
] as const;
export type FindingFlag = (typeof findingFlags)[number];

export const findingTimes = ['opened', 'changed', 'fixed', 'due'] as const;
export type FindingTime = (typeof findingTimes)[number];

/** The keys that the bar offers, in its order. */
export const findingQueryKeys = ['severity', 'status', 'is', ...findingKeys.slice(2), ...findingTimes] as const;

/**
 * A query, understood. Values of one key are alternatives; keys, flags and texts must all hold. `account` matches the AWS account id from
 * its beginning, our id, or the account's name; `resource` a part of the ARN or name (`*` stands for anything) or, from `arn:` on, a whole
 * ARN; `control` a control or, from its beginning, a framework; `assignee` an e-mail address or `none` or `me`; `cause` a cause or `none`; a
 * finding is `new` for seven days.
 */
export interface FindingFilter {
  readonly any: Readonly<Partial<Record<FindingKey, readonly string[]>>>;
  readonly none: Readonly<Partial<Record<FindingKey, readonly string[]>>>;
  readonly is: readonly FindingFlag[];
  readonly isNot: readonly FindingFlag[];
  readonly times: readonly { readonly time: FindingTime; readonly range: QueryRange; readonly negated: boolean }[];
  readonly text: readonly string[];
  readonly notText: readonly string[];
}

/** Days for which a finding is new. */
export const newForDays = 7;

const statuses: readonly string[] = FindingStatus.options;
const enumerated: Readonly<Partial<Record<FindingKey, readonly string[]>>> = {
  severity: Severity.options,
  status: FindingStatus.options,
};

/** Reads a query. What cannot be understood is told and left out of the filter. */
export function parseFindingQuery(query: string): { filter: FindingFilter; problems: readonly QueryProblem[] } {
  const any: Partial<Record<FindingKey, string[]>> = {};
  const none: Partial<Record<FindingKey, string[]>> = {};
  const times: FindingFilter['times'][number][] = [];
  const take = ({ key, values, negated }: KeyTerm, refuse: (expected: readonly string[]) => void): boolean => {
    if (isOneOf(findingTimes, key))
      for (const value of values) {
        const range = parseRange(value, key === 'due');
        if (range) times.push({ time: key, range, negated });
        else refuse([`${key}:<7d`, `${key}:2026-01-31`, `${key}:2026-01-01..2026-01-31`]);
      }
    else if (isOneOf(findingKeys, key)) {
      const known = enumerated[key];
      const given = [...new Set(values.map((value) => value.toLowerCase()))];
      if (known && given.some((value) => !known.includes(value))) refuse(known);
      else ((negated ? none : any)[key] ??= []).push(...given);
    } else return false;
    return true;
  };
  const { is, isNot, text, notText, problems } = readQuery(query, {
    flags: findingFlags,
    keys: findingQueryKeys,
    isPattern: (key, value) => key === 'resource' && (!value.startsWith('arn:') || value.includes('*')),
    take,
  });
  const isStatus = (flag: FindingFlag): boolean => statuses.includes(flag);
  for (const flag of is.filter(isStatus)) (any.status ??= []).push(flag);
  for (const flag of isNot.filter(isStatus)) (none.status ??= []).push(flag);
  const isFlag = (flag: FindingFlag): boolean => !isStatus(flag);
  return { filter: { any, none, is: is.filter(isFlag), isNot: isNot.filter(isFlag), times, text, notText }, problems };
}

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T => list.some((one) => one === value);

/** What an event tells of a finding, and so all that an alert rule can ask for. */
export const alertKeys = [
  'severity',
  'service',
  'region',
  'account',
  'policy',
  'resource',
] as const satisfies readonly FindingKey[];

/** The facts that a filter is matched against in memory. */
export interface MatchedFinding {
  readonly severity: Severity;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly awsAccountId: string;
  readonly accountName: string | null;
  readonly policyId: string;
  readonly resourceArn: string;
  readonly resourceName: string | null;
  readonly title: { readonly en: string; readonly pt: string };
  readonly reopened: boolean;
}

/** What of a query an alert rule cannot ask for; empty when it can ask for all of it. */
export function unfitForAlerts({ any, none, is, isNot, times }: FindingFilter): string[] {
  const fit: readonly string[] = [...alertKeys, 'status'];
  const keys = [...Object.keys(any), ...Object.keys(none)].filter((key) => !fit.includes(key));
  const flags = [...is, ...isNot].filter((flag) => flag !== 'reopened').map((flag) => `is:${flag}`);
  return [...new Set([...keys, ...flags, ...times.map(({ time }) => time)])];
}

/** Whether a finding that became open just now matches. Only what `unfitForAlerts` lets through is looked at. */
export function matchesFinding(filter: FindingFilter, finding: MatchedFinding): boolean {
  const holds = (key: (typeof alertKeys)[number], value: string): boolean => {
    switch (key) {
      case 'account':
        return isAccount(value, finding);
      case 'resource':
        return isResource(value, finding);
      case 'policy':
        return finding.policyId.toLowerCase() === value;
      default:
        return finding[key].toLowerCase() === value;
    }
  };
  const words = [finding.title.en, finding.title.pt, finding.resourceArn, finding.resourceName ?? '']
    .join('\n')
    .toLowerCase();
  const { any, none, is, isNot, text, notText } = filter;
  return (
    (any.status === undefined || any.status.includes('open')) &&
    !none.status?.includes('open') &&
    alertKeys.every((key) => any[key]?.some((value) => holds(key, value)) ?? true) &&
    alertKeys.every((key) => !none[key]?.some((value) => holds(key, value))) &&
    (!is.includes('reopened') || finding.reopened) &&
    (!isNot.includes('reopened') || !finding.reopened) &&
    text.every((word) => words.includes(word)) &&
    !notText.some((word) => words.includes(word))
  );
}

/** The beginning of an AWS account id, our own id, or the whole name. `value` in lower case. */
export const isAccount = (
  value: string,
  { accountId, awsAccountId, accountName }: Pick<MatchedFinding, 'accountId' | 'awsAccountId' | 'accountName'>,
): boolean =>
  value === accountId ||
  value === accountName?.toLowerCase() ||
  (/^\d{1,12}$/.test(value) && awsAccountId.startsWith(value));

/** A part of the ARN or of the name; what begins as an ARN does is a whole one. `*` stands for anything. `value` in lower case. */
export function isResource(
  value: string,
  { resourceArn, resourceName }: Pick<MatchedFinding, 'resourceArn' | 'resourceName'>,
): boolean {
  const arn = resourceArn.toLowerCase();
  if (!value.startsWith('arn:')) return isLike(value, arn) || isLike(value, resourceName?.toLowerCase() ?? '');
  const [first = '', ...others] = value.split('*');
  const last = others.at(-1);
  if (last === undefined) return arn === value;
  // What stands before its end holds all but the last part, in order.
  return (
    arn.startsWith(first) &&
    arn.endsWith(last) &&
    isLike(value.slice(0, value.length - last.length), arn.slice(0, arn.length - last.length))
  );
}

/** Whether a name holds a text in which `*` stands for anything. Both in lower case. */
export function isLike(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  let at = 0;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** Whether a time of a finding is as a filter wants it; a time that there is none of is in no range. */
export const isInTimes = (range: QueryRange, time: Date | null, now: Date): boolean =>
  time !== null && isWithin(range, time, now);
