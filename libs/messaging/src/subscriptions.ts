/** Who listens to what. A service's handlers must match its line here; each carrier builds its queues from these lines. */

/** Consumer name → patterns of event names. `*` stands for one word, `#` for any number of words. */
export type Subscriptions = Readonly<Record<string, readonly string[]>>;

export const subscriptions = {
  auth: ['audit.recorded'],
  collector: ['unit.queued'],
  'policy-engine': [
    'unit.collected',
    'unit.failed',
    'scan.collected',
    'account.changed',
    'account.removed',
    'policy.set',
  ],
  notification: [
    'finding.opened',
    'finding.reopened',
    'finding.resolved',
    'finding.excepted',
    'finding.assigned',
    'scan.judged',
    'account.changed',
    'invitation.sent',
    'member.signed-in',
    'member.mfa-changed',
  ],
} as const satisfies Subscriptions;
