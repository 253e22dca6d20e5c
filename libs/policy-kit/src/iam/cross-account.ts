import { accessLeft, Denied } from './access-left.js';
import { isEmpty } from './access.js';
import type { Access } from './access.js';
import type { AccessOutcome } from './allows.js';
import { judgeConditions } from './condition.js';
import type { RequestContext } from './condition.js';
import type { PolicyDocument, Principal, Principals, Statement } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { PlacedStatement, StatementEvidence } from './evidence.js';
import { namesEveryone } from './principal.js';
import { publicGrants } from './public-grants.js';
import type { PublicGrants, ResourcePolicyOptions } from './public-grants.js';
import { Remembered } from './remembered.js';
import { restrictionsOf } from './restriction.js';
import type { Restriction } from './restriction.js';
import { scopeOf } from './scope.js';
import type { Scope } from './scope.js';

/** What a resource policy grants to somebody outside the account. */
export interface CrossAccountGrant extends StatementEvidence {
  readonly kind: 'account' | 'organization' | 'everyone' | 'canonical-user';
  /** The principal as written, or the account or organisation that a condition holds everyone to. */
  readonly principal: string;
  readonly accountId?: string;
  readonly access: Access;
  readonly outcome: Exclude<AccessOutcome, 'no'>;
}

export interface CrossAccountOptions extends ResourcePolicyOptions {
  readonly ownerAccountId: string;
  /** The owner's canonical user id, if known: grants to it are his own. */
  readonly ownerCanonicalId?: string;
}

interface Outsider {
  readonly kind: CrossAccountGrant['kind'];
  readonly principal: string;
  readonly accountId?: string;
}

/** More Deny statements than this are not weighed one principal at a time: no policy that AWS accepts has as many. */
const mostWeighed = 300;

const accountInArn = /^arn:aws[a-z0-9-]*:[^:]*:[^:]*:(\d{12}):/;

function named(principal: Principal, owner: CrossAccountOptions): Outsider | undefined {
  const { type, value } = principal;
  if (type === 'account' || type === 'identity') {
    return principal.accountId === owner.ownerAccountId
      ? undefined
      : { kind: 'account', principal: value, accountId: principal.accountId };
  }
  if (type === 'canonical-user' && value !== owner.ownerCanonicalId)
    return { kind: 'canonical-user', principal: value };
  return undefined;
}

const accountKeys = new Set([
  'aws:principalaccount',
  'aws:sourceaccount',
  'aws:sourceowner',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
]);
const arnKeys = new Set(['aws:principalarn', 'aws:sourcearn', 's3:dataaccesspointarn']);
const organizationKeys = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);

function outsiderOf(key: string, value: string, ownerAccountId: string): Outsider | undefined {
  if (organizationKeys.has(key)) return { kind: 'organization', principal: value };
  const accountId = accountKeys.has(key) ? value : arnKeys.has(key) ? accountInArn.exec(value)?.[1] : undefined;
  return accountId === undefined || accountId === ownerAccountId
    ? undefined
    : { kind: 'account', principal: value, accountId };
}

function outsidersOf(restrictions: readonly Restriction[], ownerAccountId: string): Outsider[] {
  return restrictions.flatMap(({ key, values }) =>
    values.flatMap((value) => outsiderOf(key, value, ownerAccountId) ?? []),
  );
}

/**
 * Whom a statement that names everyone lets in from other accounts. A fixed network or VPC says nothing about accounts, and is taken for the
 * owner's; any condition that holds the statement to one is enough, since all of them have to hold.
 */
function amongEveryone(statement: Statement, ownerAccountId: string): Outsider[] {
  const restrictions = restrictionsOf(statement);
  if (restrictions.length === 0) return [{ kind: 'everyone', principal: '*' }];
  const byCondition = restrictions.map((restriction) => outsidersOf([restriction], ownerAccountId));
  return byCondition.reduce((least, one) => (one.length < least.length ? one : least));
}

/** Whether Deny principals reach an outsider: all of him, or nothing that can be told. */
function reaches(principals: Principals | undefined, { principal, accountId }: Outsider): boolean {
  if (principals === undefined) return true;
  const named = principals.members.some(
    (member) =>
      member.type === 'everyone' ||
      member.value === principal ||
      (member.type === 'account' && member.accountId === accountId),
  );
  return principals.except ? !named && namesEveryone(principals) : named;
}

function contextOf({ kind, principal, accountId }: Outsider): RequestContext {
  const arn = principal.startsWith('arn:') && !principal.endsWith(':root') ? { 'aws:PrincipalArn': principal } : {};
  return { ...(accountId !== undefined && { 'aws:PrincipalAccount': accountId }), ...(kind === 'account' && arn) };
}

/** The Deny statements that meet an outsider for certain, and whether there are some that may. */
function deniesFor(
  denies: readonly PlacedStatement[],
  outsider: Outsider,
): { certain: Statement[]; possible: Statement[] } {
  const certain: Statement[] = [];
  const possible: Statement[] = [];
  const context = contextOf(outsider);
  for (const { statement } of denies) {
    const truth = judgeConditions(statement, context);
    if (truth === 'false' || !reaches(statement.principals, outsider)) continue;
    (truth === 'true' ? certain : possible).push(statement);
  }
  return { certain, possible };
}

interface Judged {
  readonly placed: PlacedStatement;
  readonly outsider: Outsider;
  readonly denies: readonly PlacedStatement[];
  readonly scope: Scope;
}

function grantTo({ placed, outsider, denies, scope }: Judged): CrossAccountGrant[] {
  const truth = judgeConditions(placed.statement, contextOf(outsider));
  const { certain, possible } = deniesFor(denies, outsider);
  const access = accessLeft(placed.statement, new Denied(certain), scope);
  if (truth === 'false' || isEmpty(access)) return [];
  const undisputed =
    possible.length === 0 || !isEmpty(accessLeft(placed.statement, new Denied([...certain, ...possible]), scope));
  const outcome = truth === 'true' && undisputed ? 'yes' : 'conditional';
  return [{ ...evidenceOf(placed), ...outsider, access, outcome }];
}

/** What a statement that names everyone gives to others than the owner. */
function grantsToEveryone(
  placed: PlacedStatement,
  { open, restricted }: PublicGrants,
  ownerAccountId: string,
): CrossAccountGrant[] {
  const { index, conditions } = placed.statement;
  const grant = [...open, ...restricted].find(({ statement }) => statement.index === index);
  if (grant === undefined) return [];
  const outsiders =
    grant.code === 'deny'
      ? outsidersOf(grant.restrictions, ownerAccountId)
      : amongEveryone(placed.statement, ownerAccountId);
  return outsiders.map((outsider) => {
    const outcome = conditions.length > 0 || grant.code === 'deny' ? 'conditional' : 'yes';
    return { ...evidenceOf(placed), ...outsider, access: grant.access, outcome };
  });
}

/**
 * What a resource policy grants to principals of other accounts, whole organisations, canonical users and everyone. Services, deleted
 * principals and the owner's own account are left out, and so is whatever a Deny takes back.
 */
export function crossAccountGrants(
  document: PolicyDocument,
  options: CrossAccountOptions,
): readonly CrossAccountGrant[] {
  const { ownerAccountId, ownerCanonicalId = '', resourceArn = '' } = options;
  return remembered.of(document, `${ownerAccountId} ${ownerCanonicalId} ${resourceArn}`, () =>
    findGrants(document, options),
  );
}

const remembered = new Remembered<CrossAccountGrant[]>();

function findGrants(document: PolicyDocument, options: CrossAccountOptions): CrossAccountGrant[] {
  const scope = scopeOf(options.resourceArn);
  const denies = statementsOf(document, 'Deny').slice(0, mostWeighed);
  const toEveryone = publicGrants(document, options);
  return statementsOf(document, 'Allow').flatMap((placed) => {
    const { principals } = placed.statement;
    if (principals === undefined) return [];
    if (namesEveryone(principals)) return grantsToEveryone(placed, toEveryone, options.ownerAccountId);
    if (principals.except) return [];
    const outsiders = principals.members.flatMap((member) => named(member, options) ?? []);
    return outsiders.flatMap((outsider) => grantTo({ placed, outsider, denies, scope }));
  });
}
