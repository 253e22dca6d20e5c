import { severityRank, type Language, type Policy, type Severity } from '@cspmexa/contracts';

interface Filters {
  readonly search?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly service?: readonly string[] | undefined;
  /** Only those that some resource fails. */
  readonly failing?: boolean;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The policies that match, worst first. The search knows ids, titles, controls and the checks of other tools, without case or accents. */
export function matchingPolicies(policies: readonly Policy[], filters: Filters, language: Language): Policy[] {
  const words = plain(filters.search ?? '')
    .split(/\s+/)
    .filter(Boolean);
  return policies
    .filter((policy) => {
      const text = plain([policy.id, policy.title[language], ...policy.controls, ...policy.sameAs].join(' '));
      return (
        words.every((word) => text.includes(word)) &&
        (!filters.severity?.length || filters.severity.includes(policy.severity)) &&
        (!filters.service?.length || filters.service.includes(policy.service)) &&
        (!filters.failing || policy.counts.fail > 0)
      );
    })
    .sort((a, b) => severityRank[b.severity] - severityRank[a.severity] || a.id.localeCompare(b.id));
}
