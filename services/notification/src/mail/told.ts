/** The findings that a mail tells of: their order, and the query that shows them in the dashboard. Pure. */
import { longestQuery, severityRank, Severity, termText, type FindingFacts } from '@cspmexa/contracts';

/** A finding as a mail tells of it. */
export interface Told {
  readonly facts: FindingFacts;
  readonly reopened: boolean;
  /** Names of the rules that asked for it. */
  readonly rules: readonly string[];
}

/** The worst first; then in an order that does not change. */
export const worstFirst = (told: readonly Told[]): Told[] =>
  [...told].sort(
    (a, b) =>
      severityRank[b.facts.severity] - severityRank[a.facts.severity] ||
      (a.facts.policyId + a.facts.resourceArn < b.facts.policyId + b.facts.resourceArn ? -1 : 1),
  );

/** Findings of one policy in one account. */
export interface Group {
  readonly worst: Told;
  readonly told: readonly Told[];
}

/** Groups of policy and account: the worst first, then the largest. */
export function groupsOf(told: readonly Told[]): Group[] {
  const groups = new Map<string, Told[]>();
  for (const one of worstFirst(told)) {
    const key = `${one.facts.policyId} ${one.facts.accountId}`;
    const members = groups.get(key);
    if (members) members.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()]
    .flatMap((members) => (members[0] ? [{ worst: members[0], told: members }] : []))
    .sort(
      (a, b) =>
        severityRank[b.worst.facts.severity] - severityRank[a.worst.facts.severity] || b.told.length - a.told.length,
    );
}

/** The findings of a mail as the query bar asks for them, as narrowly as fits into a query. */
export function queryOf(told: readonly Told[]): string {
  const distinct = (of: (facts: FindingFacts) => string): string[] => [...new Set(told.map(({ facts }) => of(facts)))];
  const severities = distinct(({ severity }) => severity);
  const terms = [
    ...(severities.length < Severity.options.length ? [['severity', severities] as const] : []),
    ['account', distinct(({ awsAccountId }) => awsAccountId)] as const,
    ['policy', distinct(({ policyId }) => policyId)] as const,
  ];
  return terms.reduce((query, [key, values]) => {
    const narrowed = `${query} ${termText({ key, values, negated: false })}`;
    return narrowed.length <= longestQuery ? narrowed : query;
  }, 'is:open');
}

/** When the first of them is due; null when none is. */
export const firstDue = (told: readonly Told[]): string | null =>
  told.flatMap(({ facts }) => facts.dueAt ?? []).sort()[0] ?? null;

/** How many there are of each severity, the worst first. */
export const countsOf = (told: readonly Told[]): [Severity, number][] =>
  Severity.options.flatMap((severity): [Severity, number][] => {
    const count = told.filter(({ facts }) => facts.severity === severity).length;
    return count > 0 ? [[severity, count]] : [];
  });
