import { allows } from './allows.js';
import type { AccessOutcome, Decision } from './allows.js';
import type { Conditions } from './condition.js';
import type { Patterns, PolicyDocument, PolicyDocuments, Statement } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { PlacedStatement } from './evidence.js';
import { everything, mayTakeInAll, takesInAll } from './patterns.js';
import { compile, covers, overlaps } from './wildcard.js';
import type { Glob } from './wildcard.js';

type Revise = (statement: Statement) => Statement | undefined;

/** The documents with their Allow statements revised or dropped; places and Deny statements stay. */
export function reviseAllows(documents: PolicyDocuments, revise: Revise): readonly PolicyDocument[] {
  return [documents].flat().map((document) => ({
    ...document,
    statements: document.statements.flatMap((statement) =>
      statement.effect === 'Deny' ? statement : (revise(statement) ?? []),
    ),
  }));
}

/** Keeps of each Allow statement the resource patterns that `keep` accepts, and a NotResource that leaves nothing of `spared` out. */
export function keepResources(
  documents: PolicyDocuments,
  keep: (pattern: string) => boolean,
  spared?: Glob,
): readonly PolicyDocument[] {
  return reviseAllows(documents, (statement) => {
    const { resources } = statement;
    if (resources === undefined) return statement;
    if (resources.except) {
      return spared !== undefined && resources.globs.some((glob) => overlaps(glob, spared)) ? undefined : statement;
    }
    const kept = resources.globs.filter(({ source }) => keep(source));
    if (kept.length === 0) return undefined;
    return { ...statement, resources: { except: false, patterns: kept.map(({ source }) => source), globs: kept } };
  });
}

const everyIamAction = compile('iam:?*', { ignoreCase: true });

function isOnEverything({ resources }: Statement): boolean {
  return resources === undefined || mayTakeInAll(resources, everything);
}

function weaker(a: AccessOutcome, b: AccessOutcome): AccessOutcome {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'conditional' || b === 'conditional' ? 'conditional' : 'yes';
}

function stronger(a: Decision, b: Decision): Decision {
  return b.outcome !== 'no' && weaker(a.outcome, b.outcome) === a.outcome && a.outcome !== b.outcome ? b : a;
}

/** The statement as if it had no exclusions. */
function widened(statement: Statement, action: Glob): Statement {
  const actions: Patterns = { except: false, patterns: [action.source], globs: [action] };
  return { ...statement, actions };
}

/** Whether one NotAction statement, with other statements that grant what it leaves out, grants the action on everything. */
function grantedTogether(
  documents: PolicyDocuments,
  placed: PlacedStatement,
  action: Glob,
  resource: string | undefined,
): Decision | undefined {
  const { statement, document } = placed;
  const gaps = statement.actions.globs.filter((glob) => overlaps(glob, action));
  // More gaps than this are no split that anyone writes, and each costs a question of its own.
  if (gaps.length > 200) return undefined;
  const others = reviseAllows(documents, (other) => (other === statement ? undefined : other));
  const filled = gaps.map((gap) => allows(others, { action: gap.source, ...(resource !== undefined && { resource }) }));
  const as = reviseAllows(documents, (other) => (other === statement ? widened(statement, action) : undefined));
  const whole = allows(as, { action: action.source, ...(resource !== undefined && { resource }) });
  const outcome = filled.reduce((sum, decision) => weaker(sum, decision.outcome), whole.outcome);
  if (outcome === 'no') return undefined;
  const grants = [evidenceOf({ document, statement }), ...filled.flatMap((decision) => decision.grants)];
  return { outcome, grants, denies: whole.denies };
}

/** Whether statements grant an action pattern on everything, alone or a NotAction together with what fills its gaps. */
function grantsWhole(documents: PolicyDocuments, pattern: string, resource: string | undefined): Decision {
  const action = compile(pattern, { ignoreCase: true });
  const decision = allows(documents, { action: pattern, ...(resource !== undefined && { resource }) });
  if (decision.outcome === 'yes') return decision;
  const candidates = statementsOf(documents, 'Allow').filter(
    ({ statement }) =>
      statement.actions.except &&
      (resource === undefined || isOnEverything(statement)) &&
      !takesInAll(statement.actions, action),
  );
  return candidates.reduce((best, placed) => {
    const together = best.outcome === 'yes' ? undefined : grantedTogether(documents, placed, action, resource);
    return together === undefined ? best : stronger(best, together);
  }, decision);
}

/**
 * Whether documents grant every action on every resource: by `*` or `*:*`, by a NotAction whose gaps another statement fills, or by a
 * NotAction that leaves nothing of IAM out (whoever may do all of IAM can grant himself the rest). An unconditional Deny of everything takes
 * it back, a Deny of less is listed. `conditional` is an administrator too, in the requests that fit the condition.
 */
export function grantsAdmin(documents: PolicyDocuments): Decision {
  const whole = grantsWhole(documents, '?*:?*', '*');
  if (whole.outcome === 'yes') return whole;
  const allButOthers = reviseAllows(documents, (statement) =>
    statement.actions.except && takesInAll(statement.actions, everyIamAction) ? statement : undefined,
  );
  return stronger(whole, allows(allButOthers, { action: 'iam:?*', resource: '*' }));
}

function isServiceWide(pattern: string, service: string): boolean {
  if (covers(compile(pattern, { variables: true }), everything)) return true;
  const [arn, , itsService, region, , ...rest] = pattern.split(':');
  const anyRegion = region === '*' || region === '';
  return (
    arn === 'arn' && (itsService === service || itsService === '*') && anyRegion && rest.length === 1 && rest[0] === '*'
  );
}

/**
 * Whether documents grant every action of a service (`cloudtrail`, `kms`) on all its resources: `kms:*` or `*` on `*` or on
 * `arn:aws:kms:*:…:*`, or a NotAction that leaves nothing of the service out.
 */
export function grantsFullAccess(documents: PolicyDocuments, service: string): Decision {
  const name = service.toLowerCase();
  const wide = keepResources(documents, (pattern) => isServiceWide(pattern, name), compile(`arn:*:${name}:*`));
  return grantsWhole(wide, `${name}:?*`, undefined);
}

function isEveryRole(pattern: string): boolean {
  if (covers(compile(pattern, { variables: true }), everything)) return true;
  const [arn, , service, , , ...rest] = pattern.split(':');
  const role = rest.join(':');
  return arn === 'arn' && (service === 'iam' || service === '*') && ['*', 'role/*', 'role*'].includes(role);
}

/** Whether documents let their holder assume any role: sts:AssumeRole on `*`, or on every role of any account or of one. */
export function policyAllowsAssumeAnyRole(documents: PolicyDocuments, conditions: Conditions = 'any'): Decision {
  const wide = keepResources(documents, isEveryRole, compile('arn:*:iam::*:role/*'));
  return allows(wide, { action: 'sts:AssumeRole', conditions });
}
