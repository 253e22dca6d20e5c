import type { PolicyDocument, Principal, Statement } from './document.js';
import { evidenceOf, statementsOf } from './evidence.js';
import type { StatementEvidence } from './evidence.js';
import { guardsOf } from './guards.js';
import type { Guards } from './guards.js';
import { takesInAll, takesInSome } from './patterns.js';
import { namesEveryone } from './principal.js';
import { Remembered } from './remembered.js';
import { passesSource } from './service-principals.js';
import { compile } from './wildcard.js';
import type { Glob } from './wildcard.js';

export type TrustKind =
  'everyone' | 'own-account' | 'other-account' | 'service' | 'saml' | 'oidc' | 'deleted' | 'invalid';

export type TrustWeakness =
  | 'anyone'
  | 'no-external-id'
  | 'confused-deputy'
  | 'oidc-no-subject'
  | 'oidc-broad-subject'
  | 'oidc-no-audience'
  | 'saml-no-audience'
  | 'cognito-no-audience'
  | 'cognito-unauthenticated';

/** One principal that a trust policy lets assume the role, with what it asks of him. */
export interface TrustGrant extends StatementEvidence {
  readonly principal: string;
  readonly accountId?: string;
  readonly kind: TrustKind;
  readonly guards: Guards;
  readonly weakness?: TrustWeakness;
  /** One English sentence. */
  readonly detail: string;
}

export interface TrustOptions {
  /** The account that the role is in, 12 digits. */
  readonly ownerAccountId: string;
}

const assumeRole = compile('sts:AssumeRole', { ignoreCase: true });
const assumeActions: readonly Glob[] = [
  assumeRole,
  ...['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'].map((action) => compile(action, { ignoreCase: true })),
];

/** Identity providers that issue tokens to everybody: only the subject, or a claim like it, tells their customers apart. */
const sharedProviders = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'agent.buildkite.com',
  'oidc.fly.io',
  'oidc.vercel.com',
  'api.pulumi.com/oidc',
  'oidc.circleci.com',
  'vstoken.dev.azure.com',
  'api.bitbucket.org',
];

function providerOf(value: string): string {
  const marker = ':oidc-provider/';
  const at = value.indexOf(marker);
  return (at < 0 ? value : value.slice(at + marker.length)).toLowerCase();
}

/**
 * A subject narrow enough to name a customer: what stands before its first wildcard has a claim, a value, and the separator after it, as in
 * `repo:octo-org/*`.
 */
function isBroadSubject(subject: string): boolean {
  const at = subject.search(/[*?]/);
  if (at < 0) return false;
  return !/^[^:]+:[^:/]+[:/]/.test(subject.slice(0, at));
}

interface Judgement {
  readonly kind: TrustKind;
  readonly accountId?: string;
  readonly weakness?: TrustWeakness;
  readonly detail: string;
}

function judgeWebIdentity(provider: string, statement: Statement, { subject, audience, claims }: Guards): Judgement {
  if (provider === 'cognito-identity.amazonaws.com') {
    const unauthenticated = statement.conditions.some(
      ({ key, values, operator }) =>
        key === `${provider}:amr` &&
        operator.startsWith('String') &&
        !operator.includes('Not') &&
        values.includes('unauthenticated'),
    );
    if (audience.length === 0)
      return {
        kind: 'oidc',
        weakness: 'cognito-no-audience',
        detail: 'Any Cognito identity pool, of any account, gets in.',
      };
    if (unauthenticated)
      return {
        kind: 'oidc',
        weakness: 'cognito-unauthenticated',
        detail: 'Guests of the identity pool get in without signing in.',
      };
    return { kind: 'oidc', detail: 'Identities of the named Cognito identity pool get in.' };
  }
  const shared =
    sharedProviders.some((one) => provider === one || provider.startsWith(`${one}/`)) ||
    /^oidc\.eks\..+\.amazonaws\.com/.test(provider);
  if (subject.some((value) => shared && isBroadSubject(value) && !/^oidc\.eks\./.test(provider))) {
    return {
      kind: 'oidc',
      weakness: 'oidc-broad-subject',
      detail: `The subject does not tie ${provider} to one customer.`,
    };
  }
  if (shared && subject.length === 0 && claims.length === 0) {
    return {
      kind: 'oidc',
      weakness: 'oidc-no-subject',
      detail: `Any token of ${provider} gets in: no condition on its subject.`,
    };
  }
  if (!shared && subject.length === 0 && audience.length === 0 && claims.length === 0) {
    return {
      kind: 'oidc',
      weakness: 'oidc-no-audience',
      detail: `Any token of ${provider} gets in: no condition on audience or subject.`,
    };
  }
  return { kind: 'oidc', detail: `Tokens of ${provider} that fit the conditions get in.` };
}

function judgeFederated(value: string, statement: Statement, guards: Guards): Judgement {
  if (value.includes(':saml-provider/')) {
    const open = guards.audience.length === 0 && guards.claims.length === 0 && guards.subject.length === 0;
    if (open)
      return {
        kind: 'saml',
        weakness: 'saml-no-audience',
        detail: 'No condition on SAML:aud: an assertion made for another service gets in.',
      };
    return { kind: 'saml', detail: 'Assertions of the SAML provider for the asked audience get in.' };
  }
  if (value === '*') return { kind: 'oidc', weakness: 'anyone', detail: 'Any identity provider gets in.' };
  return judgeWebIdentity(providerOf(value), statement, guards);
}

function isFixed({
  organization,
  principalArn,
  principalAccount,
  sourceIp,
  network,
  sourceArn,
  sourceAccount,
}: Guards): boolean {
  return [organization, principalArn, principalAccount, sourceIp, network, sourceArn, sourceAccount].some(
    (values) => values.length > 0,
  );
}

function judgeEveryone(guards: Guards): Judgement {
  if (isFixed(guards)) return { kind: 'everyone', detail: 'It names everyone, and a condition keeps strangers out.' };
  const but = guards.externalId.length > 0 ? ' who knows the external id' : guards.mfa ? ' who signed in with MFA' : '';
  return { kind: 'everyone', weakness: 'anyone', detail: `Anyone with an AWS account${but} can assume the role.` };
}

function judgeOther(accountId: string, guards: Guards): Judgement {
  const { externalId, mfa } = guards;
  if (externalId.length > 0 || mfa || isFixed(guards)) {
    const what = externalId.length > 0 ? 'an external id' : mfa ? 'MFA' : 'another condition';
    return { kind: 'other-account', accountId, detail: `Account ${accountId} can assume the role with ${what}.` };
  }
  return {
    kind: 'other-account',
    accountId,
    weakness: 'no-external-id',
    detail: `Account ${accountId} can assume the role; nothing more is asked.`,
  };
}

function judgeService(service: string, guards: Guards): Judgement {
  const { sourceArn, sourceAccount, organization } = guards;
  if (sourceArn.length + sourceAccount.length + organization.length > 0) {
    return { kind: 'service', detail: `${service} can assume the role for the named account or resource.` };
  }
  if (!passesSource(service)) return { kind: 'service', detail: `${service} can assume the role.` };
  return {
    kind: 'service',
    weakness: 'confused-deputy',
    detail: `${service} can assume the role on behalf of any account that knows its ARN.`,
  };
}

function judge(principal: Principal, statement: Statement, guards: Guards, ownerAccountId: string): Judgement {
  switch (principal.type) {
    case 'everyone':
      return judgeEveryone(guards);
    case 'account':
    case 'identity':
      if (principal.accountId !== ownerAccountId) return judgeOther(principal.accountId, guards);
      return {
        kind: 'own-account',
        accountId: ownerAccountId,
        detail: 'A principal of the same account can assume the role.',
      };
    case 'service':
      return judgeService(principal.value, guards);
    case 'federated':
      return judgeFederated(principal.value, statement, guards);
    case 'unique-id':
      return { kind: 'deleted', detail: 'The principal was deleted; nobody can use this.' };
    default:
      return { kind: 'invalid', detail: 'AWS does not accept this principal in a trust policy.' };
  }
}

type IsDenied = (principal: Principal, granted: readonly Glob[]) => boolean;

/** Principals that a Deny meets: named ones, or all but spared ones. */
function reachOf({ principals }: Statement): (principal: Principal) => boolean {
  if (principals === undefined || (namesEveryone(principals) && !principals.except)) return () => true;
  const key = ({ type, value }: Principal): string => `${type} ${value}`;
  const members = new Set(principals.members.map(key));
  return principals.except ? (principal) => !members.has(key(principal)) : (principal) => members.has(key(principal));
}

/** Tells whether unconditional Deny statements take all of the granted actions back from a principal; they may share the work. */
function deniedBy(document: PolicyDocument): IsDenied {
  const denies = statementsOf(document, 'Deny')
    .filter(({ statement }) => statement.conditions.length === 0)
    .map(({ statement }) => ({
      takenBack: new Set(assumeActions.filter((action) => takesInAll(statement.actions, action))),
      reaches: reachOf(statement),
    }))
    .filter(({ takenBack }) => takenBack.size > 0);
  return (principal, granted) =>
    denies.length > 0 &&
    granted.every((action) => denies.some(({ takenBack, reaches }) => takenBack.has(action) && reaches(principal)));
}

/** Of the granted actions those that a principal can call: those for identity providers are of no use to an account or a service. */
function usableBy({ type }: Principal, granted: readonly Glob[]): readonly Glob[] {
  const plain = type === 'account' || type === 'identity' || type === 'service';
  return plain && granted.includes(assumeRole) ? [assumeRole] : granted;
}

const remembered = new Remembered<TrustGrant[]>();

/** Who may assume a role, one entry for each principal of each statement, and where too little is asked of him. */
export const trustGrants = (document: PolicyDocument, { ownerAccountId }: TrustOptions): readonly TrustGrant[] =>
  remembered.of(document, ownerAccountId, () => findGrants(document, ownerAccountId));

function findGrants(document: PolicyDocument, ownerAccountId: string): TrustGrant[] {
  const isDenied = deniedBy(document);
  return statementsOf(document, 'Allow').flatMap((placed) => {
    const { statement } = placed;
    const { principals } = statement;
    const granted = assumeActions.filter((action) => takesInSome(statement.actions, action));
    if (principals === undefined || granted.length === 0) return [];
    const guards = guardsOf(statement);
    // NotPrincipal with Allow lets in everyone but the named ones, strangers included.
    const members: readonly Principal[] = principals.except ? [{ type: 'everyone', value: '*' }] : principals.members;
    if (principals.except && !namesEveryone(principals)) return [];
    return members
      .filter((principal) => !isDenied(principal, usableBy(principal, granted)))
      .map((principal) => ({
        ...evidenceOf(placed),
        principal: principal.value,
        guards,
        ...judge(principal, statement, guards, ownerAccountId),
      }));
  });
}
