/** Which rules ask for a finding, and whom they tell, when. Pure. */
import {
  matchesFinding,
  parseFindingQuery,
  severityRank,
  type AlertRule,
  type FindingFacts,
  type Language,
} from '@cspmexa/contracts';
import { placeOf, type Place, type Timed } from './telling.js';

/** What is known of the account of a finding. */
export interface KnownAccount {
  readonly name: string | null;
  /** Addresses that mail can go to. */
  readonly owners: readonly string[];
}

/** A finding that became open just now. */
export interface Opened {
  readonly facts: FindingFacts;
  readonly reopened: boolean;
  readonly account: KnownAccount;
}

/** One person who is told of a finding in one mail, and the names of the rules because of which. */
export interface Telling extends Place {
  readonly email: string;
  readonly language: Language;
  readonly rules: readonly string[];
}

type Condition = Pick<AlertRule, 'minSeverity' | 'accountIds' | 'services' | 'q'>;
type Named = Pick<AlertRule, 'recipients' | 'toOwners'>;
export type Asked = Timed & Condition & Named & Pick<AlertRule, 'name' | 'enabled'>;

/** Whether a rule's condition holds for a finding. */
export function asks(
  { minSeverity, accountIds, services, q }: Condition,
  { facts, reopened, account }: Opened,
): boolean {
  return (
    severityRank[facts.severity] >= severityRank[minSeverity] &&
    (accountIds.length === 0 || accountIds.includes(facts.accountId)) &&
    (services.length === 0 || services.some((service) => service === facts.service)) &&
    matchesFinding(parseFindingQuery(q).filter, { ...facts, reopened, accountName: account.name })
  );
}

/** Whom a rule tells of a finding of an account, once each. Owners read the language of its first recipient unless it names them. */
export function namedBy({ recipients, toOwners }: Named, { owners }: KnownAccount): Named['recipients'] {
  const people = new Map(recipients.map((recipient) => [recipient.email, recipient]));
  const language = recipients[0]?.language ?? 'en';
  for (const email of toOwners ? owners : []) if (!people.has(email)) people.set(email, { email, language });
  return [...people.values()];
}

/** Everybody who is to be told: once for each bundle, as soon as a rule of theirs wants it. */
export function tellingsOf(rules: readonly Asked[], opened: Opened, now: Date): Telling[] {
  const tellings = new Map<string, Telling>();
  for (const rule of rules.filter((candidate) => candidate.enabled && asks(candidate, opened))) {
    const place = placeOf(rule, opened.facts.severity, now);
    for (const { email, language } of namedBy(rule, opened.account)) {
      const key = `${email} ${place.bundle}`;
      const known = tellings.get(key);
      const sooner = known && known.dueAt <= place.dueAt ? known : { email, language, ...place };
      tellings.set(key, { ...sooner, rules: [...new Set([...(known?.rules ?? []), rule.name])] });
    }
  }
  // In one order: transactions that tell the same people then wait for one another, not in a circle.
  return [...tellings.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, telling]) => telling);
}
