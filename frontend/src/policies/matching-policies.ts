import { severityRank, type Language, type Policy, type Severity } from '@cspmexa/contracts';

/** What a tenant did to a policy. */
export const policySettings = ['off', 'adjusted'] as const;

interface Filters {
  readonly search?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly service?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  /** Switched off or adjusted somewhere; several are alternatives. */
  readonly setting?: readonly (typeof policySettings)[number][] | undefined;
  /** Only those that some resource fails. */
  readonly failing?: boolean;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The policies that match, worst first. The search knows ids, titles, controls and the checks of other tools, without case or accents. */
export function matchingPolicies(policies: readonly Policy[], filters: Filters, language: Language): Policy[] {
  const words = plain(filters.search ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const among = (wanted: readonly string[] | undefined, value: string): boolean =>
    !wanted?.length || wanted.includes(value);
  return policies
    .filter((policy) => {
      const text = plain([policy.id, policy.title[language], ...policy.controls, ...policy.sameAs].join(' '));
      const isSet = { off: policy.off > 0, adjusted: policy.adjusted };
      return (
        words.every((word) => text.includes(word)) &&
        among(filters.severity, policy.severity) &&
        among(filters.service, policy.service) &&
        among(filters.kind, policy.resourceKind) &&
        (!filters.setting?.length || filters.setting.some((setting) => isSet[setting])) &&
        (!filters.failing || policy.counts.fail > 0)
      );
    })
    .sort((a, b) => severityRank[b.severity] - severityRank[a.severity] || a.id.localeCompare(b.id));
}
