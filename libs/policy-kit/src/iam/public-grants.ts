import { accessLeft, Denied } from './access-left.js';
import { isEmpty } from './access.js';
import type { Access } from './access.js';
import type { PolicyDocument, Statement } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { PlacedStatement, StatementEvidence } from './evidence.js';
import { resourcesOf, takesInSome } from './patterns.js';
import { namesEveryone } from './principal.js';
import { Remembered } from './remembered.js';
import { escapesOf, restrictionsOf } from './restriction.js';
import type { Restriction } from './restriction.js';
import { scopeOf } from './scope.js';
import type { Scope } from './scope.js';

export type PublicGrantCode = 'no-condition' | 'weak-condition' | 'not-principal' | 'fixed-condition' | 'deny';

/** An Allow statement that names everyone, and what comes of it. */
export interface PublicGrant extends StatementEvidence {
  /** What it grants on the resource; in `open`, less what a Deny takes back from strangers. */
  readonly access: Access;
  readonly code: PublicGrantCode;
  /** Why it is or is not public: one English sentence. */
  readonly detail: string;
  /** The conditions, of this statement or of a Deny, that keep strangers out. */
  readonly restrictions: readonly Restriction[];
  /** Deny statements about the same actions and resources: they take a part of it back, or all of it from strangers. */
  readonly narrowedBy: readonly StatementEvidence[];
}

/** `open`: anyone on the internet can use it. `restricted`: it names everyone, but strangers are kept out. */
export interface PublicGrants {
  readonly open: readonly PublicGrant[];
  readonly restricted: readonly PublicGrant[];
}

export interface ResourcePolicyOptions {
  /** The account that the resource belongs to, 12 digits. */
  readonly ownerAccountId?: string;
  /** The resource that the policy is attached to. Statements about other resources, and actions it does not have, are left out. */
  readonly resourceArn?: string;
}

/** Evidence repeats no more Deny statements than this for each grant. */
const mostDenies = 20;

interface StrangerDeny {
  readonly placed: PlacedStatement;
  readonly escapes: readonly Restriction[];
}

/** The Deny statements that every stranger meets, with the narrow ways out that their conditions leave. */
function strangerDeniesOf(denies: readonly PlacedStatement[]): StrangerDeny[] {
  return denies.flatMap((placed) => {
    const { principals } = placed.statement;
    const escapes = escapesOf(placed.statement);
    if (escapes === undefined || (principals !== undefined && !namesEveryone(principals))) return [];
    return { placed, escapes };
  });
}

/** The first Deny statements that meet an Allow within the scope. */
export function narrowing(
  denies: readonly PlacedStatement[],
  { actions, resources }: Statement,
  scope: Scope,
): PlacedStatement[] {
  const found: PlacedStatement[] = [];
  for (const placed of denies) {
    if (found.length === mostDenies) break;
    const deny = resourcesOf(placed.statement);
    const sameAction = actions.except || actions.globs.some((glob) => takesInSome(placed.statement.actions, glob));
    const samePlace = scope.all.some((glob) => takesInSome(deny, glob));
    const sameResource =
      resources === undefined || resources.except || resources.globs.some((glob) => takesInSome(deny, glob));
    if (sameAction && samePlace && sameResource) found.push(placed);
  }
  return found;
}

function openDetail(code: PublicGrantCode, conditions: readonly string[]): string {
  if (code === 'not-principal')
    return 'Allow with NotPrincipal grants everyone but the named principals, strangers included.';
  if (code === 'no-condition') return 'It names everyone and has no condition.';
  return `It names everyone, and no condition keeps strangers out: ${conditions.join('; ')}.`;
}

/**
 * Which statements of a resource policy let anyone in, by AWS's own meaning of public: a statement that names everyone is public unless a
 * condition holds it to fixed values of who or where from, or a Deny takes it back from strangers.
 */
export const publicGrants = (document: PolicyDocument, { resourceArn }: ResourcePolicyOptions = {}): PublicGrants =>
  remembered.of(document, resourceArn ?? '', () => findGrants(document, resourceArn));

const remembered = new Remembered<PublicGrants>();

function findGrants(document: PolicyDocument, resourceArn: string | undefined): PublicGrants {
  const scope = scopeOf(resourceArn);
  const denies = statementsOf(document, 'Deny');
  const strict = strangerDeniesOf(denies);
  const denied = new Denied(strict.map(({ placed }) => placed.statement));
  const none = new Denied([]);
  const open: PublicGrant[] = [];
  const restricted: PublicGrant[] = [];
  for (const placed of statementsOf(document, 'Allow')) {
    const { statement } = placed;
    if (!namesEveryone(statement.principals)) continue;
    const granted = accessLeft(statement, none, scope);
    if (isEmpty(granted)) continue;
    const evidence = evidenceOf(placed);
    const met = narrowing(denies, statement, scope);
    const narrowedBy = met.map((one) => evidenceOf(one));
    const restrictions = restrictionsOf(statement);
    if (restrictions.length > 0) {
      const detail = `Only requests that fit a condition get in: ${restrictions.map(({ condition }) => condition).join('; ')}.`;
      restricted.push({ ...evidence, access: granted, code: 'fixed-condition', detail, restrictions, narrowedBy });
      continue;
    }
    const access = accessLeft(statement, denied, scope);
    if (isEmpty(access)) {
      const escapes = strict.filter((deny) => met.includes(deny.placed)).flatMap((deny) => deny.escapes);
      const spared = escapes.map(({ condition }) => condition).join('; ');
      const detail =
        spared === '' ? 'A Deny takes it back from strangers.' : `A Deny takes it back from strangers: ${spared}.`;
      restricted.push({ ...evidence, access: granted, code: 'deny', detail, restrictions: escapes, narrowedBy });
      continue;
    }
    const weak = statement.conditions.length > 0 ? 'weak-condition' : 'no-condition';
    const code = statement.principals?.except ? 'not-principal' : weak;
    open.push({
      ...evidence,
      access,
      code,
      detail: openDetail(code, evidence.conditions),
      restrictions: [],
      narrowedBy,
    });
  }
  return { open, restricted };
}
