import type { AlertRule, AlertRuleInput } from '@cspmexa/contracts';

/** The part of a rule that can be written back. */
export const inputOf = ({ id: _id, createdAt: _createdAt, ...input }: AlertRule): AlertRuleInput => input;

/** What a new rule starts with. */
export const emptyRule = (
  email: string,
  language: AlertRuleInput['recipients'][number]['language'],
): AlertRuleInput => ({
  name: '',
  enabled: true,
  minSeverity: 'high',
  accountIds: [],
  services: [],
  recipients: [{ email, language }],
  windowMinutes: 5,
});
