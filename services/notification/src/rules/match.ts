/** Which rules ask for a finding, and whom they tell. Pure. */
import { severityRank, type AlertRule, type FindingFacts, type Language } from '@cspmexa/contracts';

export interface Recipient {
  readonly email: string;
  readonly language: Language;
  readonly windowMinutes: number;
}

type Asked = Pick<AlertRule, 'enabled' | 'minSeverity' | 'accountIds' | 'services' | 'recipients' | 'windowMinutes'>;

const asks = ({ enabled, minSeverity, accountIds, services }: Asked, finding: FindingFacts): boolean =>
  enabled &&
  severityRank[finding.severity] >= severityRank[minSeverity] &&
  (accountIds.length === 0 || accountIds.includes(finding.accountId)) &&
  (services.length === 0 || services.some((service) => service === finding.service));

/** Everybody who is to be told, once each, by address: with the shortest window that a rule of theirs gives. */
export function recipientsOf(rules: readonly Asked[], finding: FindingFacts): Recipient[] {
  const recipients = new Map<string, Recipient>();
  for (const rule of rules.filter((candidate) => asks(candidate, finding)))
    for (const { email, language } of rule.recipients) {
      const known = recipients.get(email);
      if (!known || rule.windowMinutes < known.windowMinutes)
        recipients.set(email, { email, language, windowMinutes: rule.windowMinutes });
    }
  // In one order: transactions that tell the same people then wait for one another, not in a circle.
  return [...recipients.values()].sort((a, b) => (a.email < b.email ? -1 : 1));
}
