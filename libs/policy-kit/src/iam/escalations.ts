import { keepResources, policyAllowsAssumeAnyRole } from './admin.js';
import { allows } from './allows.js';
import type { Decision } from './allows.js';
import type { Conditions } from './condition.js';
import type { PolicyDocument, PolicyDocuments } from './document.js';
import { escalationCombinations } from './escalation-combinations.js';
import type { EscalationCombination, EscalationId } from './escalation-combinations.js';
import type { StatementEvidence } from './evidence.js';

/** A way to more permissions that the documents leave open. */
export interface Escalation {
  readonly id: EscalationId;
  readonly title: string;
  /** `conditional`: one of its actions is granted under a Condition, or for a resource with a policy variable, that was not settled. */
  readonly outcome: 'yes' | 'conditional';
  /**
   * `everything`: every action is granted on all resources. `some`: at least one only on named ones, so that the way is open only if those
   * are more powerful than the caller.
   */
  readonly reach: 'everything' | 'some';
  readonly actions: readonly string[];
  /** What has to exist already, if anything. */
  readonly needs?: string;
  readonly grants: readonly StatementEvidence[];
  readonly denies: readonly StatementEvidence[];
}

const own = ['${aws:username}', '${aws:userid}'];

/** Without the resource patterns that name the caller's own user. */
function withoutSelf(documents: PolicyDocuments): PolicyDocuments {
  return keepResources(documents, (pattern) => !own.some((variable) => pattern.toLowerCase().includes(variable)));
}

/** Answers each question about one action once, however many combinations need it. */
class Answers {
  private readonly known = new Map<string, { somewhere: Decision; everywhere: boolean }>();

  constructor(private readonly documents: PolicyDocuments) {}

  about(action: string, conditions: Conditions, key: string): { somewhere: Decision; everywhere: boolean } {
    const cacheKey = `${key} ${action}`;
    const cached = this.known.get(cacheKey);
    if (cached !== undefined) return cached;
    const somewhere =
      action === 'sts:AssumeRole'
        ? policyAllowsAssumeAnyRole(this.documents)
        : allows(this.documents, { action, conditions });
    const everywhere =
      somewhere.outcome !== 'no' && allows(this.documents, { action, resource: '*', conditions }).outcome !== 'no';
    const answer = { somewhere, everywhere };
    this.known.set(cacheKey, answer);
    return answer;
  }
}

function distinct(evidence: readonly StatementEvidence[]): StatementEvidence[] {
  return [
    ...new Map(evidence.map((one) => [JSON.stringify([one.statement, one.actions, one.resources]), one])).values(),
  ];
}

function conditionsFor(action: string, passedTo: string | undefined): Conditions {
  return action === 'iam:PassRole' && passedTo !== undefined ? { 'iam:PassedToService': passedTo } : 'any';
}

/** What single documents leave open: the same text is often many identities' policy, and is asked about by several policies. */
const ofDocument = new WeakMap<PolicyDocument, Escalation[]>();

/**
 * The published privilege escalations that the documents leave open. The actions of one may come from different statements; Deny, NotAction
 * and `iam:PassedToService` count. An administrator has them all: ask `grantsAdmin` first.
 */
export function privilegeEscalations(documents: PolicyDocuments): Escalation[] {
  const [only, ...others] = 'kind' in documents ? [documents] : documents;
  if (only === undefined || others.length > 0) return search(documents);
  const found = ofDocument.get(only) ?? search(only);
  ofDocument.set(only, found);
  return found;
}

function search(documents: PolicyDocuments): Escalation[] {
  const answers = new Answers(documents);
  const elsewhere = new Answers(withoutSelf(documents));
  return escalationCombinations.flatMap((combination) => {
    const { id, title, actions, passedTo, harmlessOnSelf, needs }: EscalationCombination & { id: EscalationId } =
      combination;
    const asked = harmlessOnSelf ? elsewhere : answers;
    const found = actions.map((action) => asked.about(action, conditionsFor(action, passedTo), passedTo ?? ''));
    if (found.some(({ somewhere }) => somewhere.outcome === 'no')) return [];
    return {
      id,
      title,
      outcome: found.every(({ somewhere }) => somewhere.outcome === 'yes') ? 'yes' : 'conditional',
      reach: found.every(({ everywhere }) => everywhere) ? 'everything' : 'some',
      actions,
      ...(needs !== undefined && { needs }),
      grants: distinct(found.flatMap(({ somewhere }) => somewhere.grants)),
      denies: distinct(found.flatMap(({ somewhere }) => somewhere.denies)),
    };
  });
}
