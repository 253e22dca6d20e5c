/** Findings gathered by what they share: what is counted of a group, and how groups are sorted and paged. Pure. */
import { withTerm, type FindingGroup, type FindingGroupQuery, type FindingGrouping } from '@cspmexa/contracts';
import { z } from 'zod';
import { severityOf } from './severity.js';

/** Findings of one group that have a status and a severity in common. */
export interface GroupPart {
  /** What the group is gathered by, as it is stored. */
  readonly key: string;
  readonly status: string;
  readonly severity: number;
  /** Of a policy: the row of its table. */
  readonly row: string | null;
  readonly count: number;
  readonly oldest: Date;
}

/** What groups are sorted by. */
export interface Ranked {
  readonly key: string;
  /** The worst severity, 4 critical … 0 info. */
  readonly worst: number;
  readonly findings: number;
  readonly oldest: Date;
}

/** A group, counted. */
export interface CountedGroup extends Ranked {
  readonly open: number;
  readonly excepted: number;
  readonly bySeverity: FindingGroup['bySeverity'];
  /** Where the parts tell. */
  readonly resources: number | undefined;
}

/** Where a page of groups begins: what the group before it is sorted by. */
export const GroupPosition = z.object({
  worst: z.int(),
  findings: z.int(),
  oldest: z.int().describe('Milliseconds since 1970.'),
  key: z.string(),
});
export type GroupPosition = z.infer<typeof GroupPosition>;

export const positionOfGroup = ({ worst, findings, oldest, key }: Ranked): GroupPosition => ({
  ...{ worst, findings, oldest: oldest.getTime(), key },
});

/** The groups that parts add up to. */
export function groupsOf(parts: readonly GroupPart[]): CountedGroup[] {
  const groups = new Map<string, GroupPart[]>();
  for (const part of parts) {
    const group = groups.get(part.key);
    if (group) group.push(part);
    else groups.set(part.key, [part]);
  }
  return [...groups].map(([key, own]) => groupOf(key, own));
}

function groupOf(key: string, parts: readonly GroupPart[]): CountedGroup {
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity, count } of parts) bySeverity[severityOf(severity)] += count;
  const sum = (of: readonly GroupPart[]): number => of.reduce((total, { count }) => total + count, 0);
  return {
    key,
    worst: Math.max(...parts.map(({ severity }) => severity)),
    findings: sum(parts),
    open: sum(parts.filter(({ status }) => status === 'open')),
    excepted: sum(parts.filter(({ status }) => status === 'excepted')),
    bySeverity,
    resources: isOneRow(parts) ? sum(parts) : undefined,
    oldest: new Date(Math.min(...parts.map(({ oldest }) => oldest.getTime()))),
  };
}

const isOneRow = ([first, ...others]: readonly GroupPart[]): boolean =>
  first !== undefined && first.row !== null && others.every(({ row }) => row === first.row);

type GroupSort = FindingGroupQuery['sort'];

/** What sorts before what, each of them ascending; the key breaks ties. The same in SQL and here. */
export const rankings: Readonly<Record<GroupSort, readonly ('-worst' | '-findings' | 'oldest')[]>> = {
  '-severity': ['-worst', '-findings'],
  '-findings': ['-findings', '-worst'],
  oldest: ['oldest'],
};

const numberOf = (ranked: GroupPosition, by: (typeof rankings)[GroupSort][number]): number =>
  by === '-worst' ? -ranked.worst : by === '-findings' ? -ranked.findings : ranked.oldest;

/** Compares two groups, or where pages begin. */
export function compareGroups(a: GroupPosition, b: GroupPosition, sort: GroupSort): number {
  for (const by of rankings[sort]) {
    const difference = numberOf(a, by) - numberOf(b, by);
    if (difference !== 0) return difference;
  }
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

/** A page of groups, and one more when there is a next page. */
export const pageOfGroups = <G extends Ranked>(
  groups: readonly G[],
  { sort, limit, after }: { sort: GroupSort; limit: number; after: GroupPosition | undefined },
): G[] =>
  groups
    .map((group) => ({ group, position: positionOfGroup(group) }))
    .filter(({ position }) => !after || compareGroups(position, after, sort) > 0)
    .sort((a, b) => compareGroups(a.position, b.position, sort))
    .slice(0, limit + 1)
    .map(({ group }) => group);

/** The query that lists the findings of a group of those that `q` finds. `value` is what the group's findings share, as a query names it. */
export const queryOfGroup = (q: string, by: FindingGrouping, value: string): string => withTerm(q, by, [value]);
