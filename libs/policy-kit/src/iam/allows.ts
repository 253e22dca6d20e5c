import { judgeConditions } from './condition.js';
import type { Conditions } from './condition.js';
import type { PolicyDocuments } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { PlacedStatement, StatementEvidence } from './evidence.js';
import { Cover } from './cover.js';
import { everything, mayTakeInAll, resourcesOf, takesInAll, takesInSome } from './patterns.js';
import { namesEveryone } from './principal.js';
import { compile } from './wildcard.js';
import type { Glob } from './wildcard.js';

/**
 * A question about requests. A pattern as action (`s3:*`) or resource (`*`) asks about everything that it matches; without a resource the
 * question is whether the action is granted on any resource at all.
 */
export interface AccessRequest {
  readonly action: string;
  readonly resource?: string;
  readonly conditions?: Conditions;
}

/** `conditional`: it depends on a Condition or a policy variable that was not settled. */
export type AccessOutcome = 'yes' | 'conditional' | 'no';

export interface Decision {
  readonly outcome: AccessOutcome;
  /** Allow statements that grant it. Not empty unless the outcome is `no`; also given for a `no` that a Deny brought about. */
  readonly grants: readonly StatementEvidence[];
  /** Deny statements that take it back, wholly or in part. */
  readonly denies: readonly StatementEvidence[];
}

interface Question {
  readonly action: Glob;
  readonly resource: Glob | undefined;
  readonly conditions: Conditions;
}

interface Grant {
  readonly placed: PlacedStatement;
  readonly certain: boolean;
}

/** What an Allow statement grants of the question: certainly, perhaps, or not at all. */
function grantOf(placed: PlacedStatement, { action, resource, conditions }: Question): Grant | undefined {
  const { statement } = placed;
  const truth = judgeConditions(statement, conditions);
  if (truth === 'false' || truth === 'aside' || !takesInAll(statement.actions, action)) return undefined;
  const resources = resourcesOf(statement);
  if (resource === undefined) {
    if (!takesInSome(resources, everything)) return undefined;
    const certain = resources.except || resources.globs.some(({ hasVariable }) => !hasVariable);
    return { placed, certain: certain && truth === 'true' };
  }
  if (!mayTakeInAll(resources, resource)) return undefined;
  return { placed, certain: truth === 'true' && takesInAll(resources, resource) };
}

/** What Deny statements have to cover to take back all that a grant gives of the question. */
function givenBy({ placed }: Grant, { resource }: Question): readonly Glob[] {
  const given = resourcesOf(placed.statement);
  if (resource !== undefined) return [resource];
  return given.except ? [everything] : given.globs;
}

function coverOf(denies: readonly PlacedStatement[], perhaps = false): Cover {
  return new Cover(
    denies.map(({ statement }) => resourcesOf(statement)),
    perhaps,
  );
}

/** Deny statements by how surely they apply to every request of the question. */
function deniesOf(documents: PolicyDocuments, { action, resource, conditions }: Question) {
  const certain: PlacedStatement[] = [];
  const possible: PlacedStatement[] = [];
  const partial: PlacedStatement[] = [];
  for (const placed of statementsOf(documents, 'Deny')) {
    const { statement } = placed;
    const truth = judgeConditions(statement, conditions);
    if (truth === 'false' || truth === 'aside') continue;
    if (!takesInSome(statement.actions, action)) continue;
    if (resource !== undefined && !takesInSome(resourcesOf(statement), resource)) continue;
    const forAll =
      statement.principals === undefined || (namesEveryone(statement.principals) && !statement.principals.except);
    if (!takesInAll(statement.actions, action)) partial.push(placed);
    else if (truth === 'true' && forAll) certain.push(placed);
    else possible.push(placed);
  }
  return { certain, possible, partial };
}

function judge(documents: PolicyDocuments, question: Question): Decision {
  const grants = statementsOf(documents, 'Allow').flatMap((placed) => grantOf(placed, question) ?? []);
  if (grants.length === 0) return { outcome: 'no', grants: [], denies: [] };
  const { certain, possible, partial } = deniesOf(documents, question);
  const denied = coverOf(certain);
  const left = grants.filter((grant) => !denied.takesInEach(givenBy(grant, question)));
  const shown = (placed: readonly PlacedStatement[]): StatementEvidence[] =>
    placed.map((one) => evidenceOf(one, question));
  const evidence = (kept: readonly Grant[]): StatementEvidence[] => shown(kept.map(({ placed }) => placed));
  if (left.length === 0) return { outcome: 'no', grants: evidence(grants), denies: shown(certain) };
  const maybeDenied = coverOf([...certain, ...possible], true);
  const sure = left.filter((grant) => grant.certain && !maybeDenied.takesInEach(givenBy(grant, question)));
  const denies = shown([...certain, ...possible, ...partial]);
  return { outcome: sure.length > 0 ? 'yes' : 'conditional', grants: evidence(left), denies };
}

/** The same actions are asked about for every document: their globs are kept, as many as all published questions need. */
const asked = new Map<string, Glob>();
const mostAsked = 1_024;

function askedAction(action: string): Glob {
  const found = asked.get(action);
  if (found) return found;
  const glob = compile(action === '*' ? '?*:?*' : action, { ignoreCase: true });
  if (asked.size < mostAsked) asked.set(action, glob);
  return glob;
}

/**
 * Whether documents grant an action. All Allow statements and every explicit Deny count, NotAction and NotResource included. A Deny that
 * takes a part of the asked resources or actions leaves the outcome, and is listed. Who the principal is does not enter: this is about
 * identity policies.
 */
export function allows(documents: PolicyDocuments, { action, resource, conditions = 'any' }: AccessRequest): Decision {
  return judge(documents, {
    action: askedAction(action),
    resource: resource === undefined ? undefined : resource === '*' ? everything : compile(resource),
    conditions,
  });
}
