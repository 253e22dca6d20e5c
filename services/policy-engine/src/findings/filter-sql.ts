/** What a query over findings asks, as SQL. The one place where that is done: lists, groups, facets, views, bulk changes and exports use it. Pure. */
import {
  newForDays,
  severityRank,
  timeOf,
  type FindingFilter,
  type FindingFlag,
  type FindingKey,
  type FindingTime,
  type QueryRange,
} from '@cspmexa/contracts';
import type { Catalogue } from '../policies/catalogue.js';
import { policiesOfControls } from './control-policies.js';
import { dueOrNever } from './due.js';
import { likeText, Where, type Sql } from './where.js';

/** What a filter means depends on. */
export interface FilterContext {
  readonly now: Date;
  /** The e-mail address of who asks, for `is:mine` and `assignee:me`; without it they find nothing. */
  readonly me?: string | undefined;
  readonly catalogue: Pick<Catalogue, 'active'>;
  /** A pattern that few findings match, by which they are looked up (`patternOfFew`). */
  readonly few?: string | undefined;
}

/**
 * The where-clause over `findings` (without an alias, so that it stands in select, update and delete alike) of what a filter finds, with
 * its values: `$1` is the tenant, and whoever adds values of their own counts on from `values.length`. The accounts that a member may see
 * are the transaction's matter.
 */
export function filterSql(tenantId: string, filter: FindingFilter, context: FilterContext): Sql {
  const where = new Where(tenantId);
  addFilter(where, filter, context);
  return where.sql;
}

/** Adds what a filter asks to other clauses. */
export function addFilter(where: Where, filter: FindingFilter, context: FilterContext): void {
  const { any, none, is, isNot, times, text, notText } = filter;
  for (const [key, values] of entriesOf(any)) where.add(keyClause(where, key, values, context));
  for (const [key, values] of entriesOf(none)) where.add(negated(keyClause(where, key, values, context)));
  for (const flag of is) where.add(flagClause(where, flag, context));
  for (const flag of isNot) where.add(negated(flagClause(where, flag, context)));
  for (const { time, range, negated: not } of times) {
    const clause = rangeClause(where, timeColumns[time], range, context.now);
    where.add(not ? negated(clause) : clause);
  }
  if (context.few !== undefined) where.add(`id = any(array(${lookupSql(where.value(context.few, 'text'))}))`);
  for (const word of text) where.add(textClause(where, word));
  for (const word of notText) where.add(negated(textClause(where, word)));
}

/** Whether an index alone can tell what a filter finds, so that counting a hundred thousand is cheap. */
export function isIndexed({ any, none, is, isNot, times, text, notText }: FindingFilter): boolean {
  const keys = [...Object.keys(any), ...Object.keys(none)];
  const unindexed: readonly string[] = ['kind', 'resource', 'control', 'reopened', 'changed', 'fixed'];
  const asked = [...keys, ...is, ...isNot, ...times.map(({ time }) => time)];
  return text.length + notText.length === 0 && !asked.some((one) => unindexed.includes(one));
}

/** Findings that are looked up by a text at most. */
export const mostLookedUp = 5_000;

/** The ids of what matches a pattern, one more than `mostLookedUp` at most. The tenant is that of the transaction. */
export const lookupSql = (pattern: string): string =>
  `select found.id from findings_with_text(${pattern}, ${mostLookedUp + 1}) as found (id)`;

/** The text of a filter that narrows it most, as a LIKE pattern over what the search looks into; undefined when it has none. */
export function narrowestPattern({ text, any: { resource } }: FindingFilter): string | undefined {
  const [only, ...others] = resource ?? [];
  const patterns = [
    ...text.map((word) => `%${likeText(word)}%`),
    ...(only !== undefined && others.length === 0 ? [`%${wildcards(only)}%`] : []),
  ];
  // What has no three characters in a row cannot be looked up by trigrams.
  return patterns
    .filter((pattern) => /[^%]{3}/.test(pattern))
    .reduce<string | undefined>((best, pattern) => (best && best.length >= pattern.length ? best : pattern), undefined);
}

const timeColumns: Readonly<Record<FindingTime, string>> = {
  opened: 'opened_at',
  changed: 'changed_at',
  fixed: 'resolved_at',
  // As its index has it.
  due: `(${dueOrNever})`,
};

const dayMs = 86_400_000;

/** Nothing that a clause says of a missing value makes its opposite false. */
const negated = (clause: string): string => `(${clause}) is not true`;

const entriesOf = (lists: FindingFilter['any']): [FindingKey, readonly string[]][] =>
  // The keys of a list by key are keys: its type says so, and Object.entries forgets it.
  Object.entries(lists) as [FindingKey, readonly string[]][];

function keyClause(where: Where, key: FindingKey, values: readonly string[], context: FilterContext): string {
  switch (key) {
    case 'severity':
      return where.oneOf('severity', values.map(rankOf), 'smallint');
    case 'account':
      return accountClause(where, values);
    case 'resource': {
      const clause = values.map((value) => resourceClause(where, value)).join(' or ');
      // One alone is looked up.
      return values.length === 1 ? assumedOfMany(clause) : `(${clause})`;
    }
    case 'control':
      return controlClause(where, values, context.catalogue);
    case 'cause':
      // What was found by other means than judging has none.
      return where.oneOf(
        'cause_key',
        values.map((value) => (value === 'none' ? '' : value)),
        'text',
      );
    case 'assignee':
      return assigneeClause(where, values, context.me);
    default:
      return where.oneOf(columns[key], values, 'text');
  }
}

const columns = {
  status: 'status',
  service: 'service',
  region: 'region',
  policy: 'policy_id',
  kind: 'resource_kind',
} as const;

const ranks: Readonly<Record<string, number>> = severityRank;
const rankOf = (severity: string): number => ranks[severity] ?? -1;

/** The beginning of an AWS account id, our id, or the whole name. */
function accountClause(where: Where, values: readonly string[]): string {
  const ids = values.filter((value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value));
  const awsIds = values.filter((value) => /^\d{12}$/.test(value));
  const beginnings = values.filter((value) => /^\d{1,11}$/.test(value));
  const names = values.filter((value) => !ids.includes(value));
  const clauses = [
    ...(ids.length > 0 ? [where.oneOf('account_id', ids, 'uuid')] : []),
    ...(awsIds.length > 0 ? [where.oneOf('aws_account_id', awsIds, 'text')] : []),
    ...beginnings.map((value) => `aws_account_id like ${where.value(`${value}%`, 'text')}`),
    ...(names.length > 0
      ? [
          `account_id = any(array(select a.id from accounts a where a.tenant_id = $1::uuid and a.name_key = any(${where.value(names, 'text[]')})))`,
        ]
      : []),
  ];
  return clauses.length === 1 ? clauses.join('') : `(${clauses.join(' or ')})`;
}

/**
 * A part of the ARN or of the name, in which `*` stands for anything; what begins as an ARN does is a whole one. The lower-case forms are
 * read from the end of what the search looks into, where the ARN and the name stand: PostgreSQL knows fewer letters than we do.
 */
function resourceClause(where: Where, value: string): string {
  const isArn = value.startsWith('arn:');
  const pattern = where.value(isArn ? wildcards(value) : `%${wildcards(value)}%`, 'text');
  const arn = `left(right(search_text, char_length(resource_arn) + 1 + char_length(coalesce(resource_name, ''))), char_length(resource_arn))`;
  const name = `right(search_text, char_length(coalesce(resource_name, '')))`;
  return isArn ? `${arn} like ${pattern}` : `${arn} like ${pattern} or ${name} like ${pattern}`;
}

const wildcards = (value: string): string => value.split('*').map(likeText).join('%');

function controlClause(where: Where, values: readonly string[], catalogue: Pick<Catalogue, 'active'>): string {
  const { policyIds, rows } = policiesOfControls(catalogue.active, values);
  const whole = `policy_id = any(${where.value(policyIds, 'text[]')})`;
  if (rows.length === 0) return whole;
  const ids = where.value(
    rows.map(({ policyId }) => policyId),
    'text[]',
  );
  const discriminators = where.value(
    rows.map(({ discriminator }) => discriminator),
    'text[]',
  );
  // An index is entered by the first condition; by alternatives it cannot be.
  const any = where.value([...new Set([...policyIds, ...rows.map(({ policyId }) => policyId)])], 'text[]');
  return `(policy_id = any(${any}) and (${whole} or (policy_id, discriminator) in (select * from unnest(${ids}, ${discriminators}))))`;
}

function assigneeClause(where: Where, values: readonly string[], me: string | undefined): string {
  const people = values.flatMap((value) => (value === 'none' ? [] : [value === 'me' ? me?.toLowerCase() : value]));
  const known = people.filter((person) => person !== undefined);
  const clauses = [
    ...(values.includes('none') ? ['assignee is null'] : []),
    ...(known.length > 0 ? [where.oneOf('assignee', known, 'text')] : []),
  ];
  return clauses.length > 0 ? `(${clauses.join(' or ')})` : 'false';
}

function flagClause(where: Where, flag: FindingFlag, { now, me }: FilterContext): string {
  switch (flag) {
    case 'open':
    case 'resolved':
    case 'excepted':
      return where.oneOf('status', [flag], 'text');
    case 'reopened':
      return 'reopened';
    case 'new':
      return `opened_at >= ${where.value(new Date(now.getTime() - newForDays * dayMs), 'timestamptz')}`;
    case 'overdue':
      return `(status = 'open' and (${dueOrNever}) < ${where.value(now, 'timestamptz')})`;
    case 'assigned':
      return 'assignee is not null';
    case 'unassigned':
      return 'assignee is null';
    case 'mine':
      return assigneeClause(where, ['me'], me);
  }
}

function rangeClause(where: Where, column: string, { from, to }: QueryRange, now: Date): string {
  const at = (moment: NonNullable<QueryRange['from']>): string =>
    where.value(new Date(timeOf(moment, now)), 'timestamptz');
  const clauses = [
    ...(from ? [`${column} >= ${at(from)}`] : []),
    ...(to ? [`${column} < ${at(to)}`] : []),
    ...(column === timeColumns.due ? ['due_at is not null'] : []),
  ];
  return `(${clauses.join(' and ')})`;
}

const textClause = (where: Where, word: string): string =>
  assumedOfMany(`search_text like ${where.value(`%${likeText(word)}%`, 'text')}`);

/**
 * A condition on text that the database takes for one that half of all rows meet: it may not look at their texts before it has decided who may
 * see them, and would take it for one that almost none meets. What few meet is looked up first (`few`).
 */
const assumedOfMany = (clause: string): string => `case when ${clause} then true else false end`;
