import { parseFindingQuery, parseTerms, unfitForAlerts, type AlertRule, type AlertRuleInput } from '@cspmexa/contracts';

/** The part of a rule that can be written back. */
export const inputOf = ({ id: _id, createdAt: _createdAt, nextAt: _nextAt, ...input }: AlertRule): AlertRuleInput =>
  input;

interface Begun {
  readonly email: string;
  readonly language: AlertRuleInput['recipients'][number]['language'];
  readonly timeZone: string;
  /** What is to be asked for; empty for nothing yet. */
  readonly q: string;
}

/** What a new rule starts with. A query says by itself how severe its findings are. */
export const emptyRule = ({ email, language, timeZone, q }: Begun): AlertRuleInput => ({
  name: '',
  enabled: true,
  minSeverity: q ? 'info' : 'high',
  accountIds: [],
  services: [],
  q,
  recipients: [{ email, language }],
  toOwners: false,
  timing: { kind: 'instant', windowMinutes: 5 },
  timeZone,
  quietHours: null,
});

/** The terms of a query that a rule can ask for; those that it cannot, or that nobody understands, are left out. */
export const fitQuery = (query: string): string =>
  parseTerms(query)
    .terms.map(({ from, to }) => query.slice(from, to))
    .filter((term) => {
      const { filter, problems } = parseFindingQuery(term);
      return problems.length === 0 && unfitForAlerts(filter).length === 0;
    })
    .join(' ');
