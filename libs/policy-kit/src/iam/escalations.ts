import { keepResources, policyAllowsAssumeAnyRole } from './admin.js';
import { allows } from './allows.js';
import type { Decision } from './allows.js';
import type { Conditions } from './condition.js';
import type { PolicyDocuments } from './document.js';
import { escalationCombinations } from './escalation-combinations.js';
import type { EscalationCombination, EscalationId } from './escalation-combinations.js';
import { statementsOf } from './evidence.js';
import type { StatementEvidence } from './evidence.js';
import { Remembered } from './remembered.js';

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

type Combination = EscalationCombination & { readonly id: EscalationId };

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

/** The service of an action pattern; empty without one, as in `*`. */
const serviceOf = (action: string): string => action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();

const combinations: readonly { readonly combination: Combination; readonly services: readonly string[] }[] =
  escalationCombinations.map((combination) => ({
    combination,
    services: [...new Set(combination.actions.map(serviceOf))],
  }));

/** The services of which some action is granted at all; undefined when they cannot be told apart, as with `*` or NotAction. */
function servicesGranted(documents: PolicyDocuments): ReadonlySet<string> | undefined {
  const services = new Set<string>();
  for (const { statement } of statementsOf(documents, 'Allow')) {
    if (statement.actions.except) return undefined;
    for (const pattern of statement.actions.patterns) {
      const service = serviceOf(pattern);
      if (service === '' || /[*?]/.test(service)) return undefined;
      services.add(service);
    }
  }
  return services;
}

const remembered = new Remembered<readonly Escalation[]>();

/**
 * The published privilege escalations that the documents leave open. The actions of one may come from different statements; Deny, NotAction
 * and `iam:PassedToService` count. An administrator has them all: ask `grantsAdmin` first.
 */
export function privilegeEscalations(documents: PolicyDocuments): readonly Escalation[] {
  const [only, ...others] = 'kind' in documents ? [documents] : documents;
  // The same text is often many identities' policy.
  return only === undefined || others.length > 0 ? search(documents) : remembered.of(only, '', () => search(only));
}

function search(documents: PolicyDocuments): Escalation[] {
  const granted = servicesGranted(documents);
  const possible = combinations.filter(({ services }) => services.every((service) => granted?.has(service) ?? true));
  if (possible.length === 0) return [];
  const answers = new Answers(documents);
  const elsewhere = new Answers(withoutSelf(documents));
  return possible.flatMap(({ combination }) => {
    const { id, title, actions, passedTo, harmlessOnSelf, needs } = combination;
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
