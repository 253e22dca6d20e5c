import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allows,
  crossAccountGrants,
  grantsAdmin,
  grantsFullAccess,
  isProblem,
  parseDocument,
  policyAllowsAssumeAnyRole,
  privilegeEscalations,
  publicGrants,
  refusesHttp,
  trustGrants,
} from './index.js';
import type { PolicyDocument } from './index.js';

/** One value or a list of them, as AWS writes it. */
function oneOrMore<T>(values: readonly [T, ...T[]]): fc.Arbitrary<T | T[]> {
  const value = fc.constantFrom(...values);
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

const action = oneOrMore([
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'iam:PassRole',
  'iam:*',
  'ec2:RunInstances',
  'sts:AssumeRole',
  'sts:*',
  '*:*',
]);
const resource = oneOrMore([
  '*',
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b*',
  'arn:aws:s3:::b/${aws:username}/*',
  'arn:aws:s3:::other/*',
]);
const aws = oneOrMore([
  '*',
  '111122223333',
  'arn:aws:iam::444455556666:root',
  'arn:aws:iam::444455556666:role/x',
  'AROAEXAMPLEEXAMPLE123',
]);
const principal = fc.oneof(
  fc.constant('*'),
  aws.map((AWS) => ({ AWS })),
  fc.constant({ Service: 'logs.amazonaws.com' }),
);
const condition = fc.constantFrom<Record<string, unknown>>(
  { Bool: { 'aws:SecureTransport': 'false' } },
  { Bool: { 'aws:MultiFactorAuthPresent': true } },
  { StringEquals: { 'aws:SourceVpce': ['vpce-1'] } },
  { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringLike: { 'aws:PrincipalOrgID': '*' } },
  { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '10.0.0.0/8'] } },
  { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com', 'sts:ExternalId': 'x' } },
);
const either = <A, B>(
  name: string,
  value: fc.Arbitrary<A>,
  not: string,
  other: fc.Arbitrary<B>,
): fc.Arbitrary<Record<string, A | B>> =>
  fc.oneof(
    { weight: 4, arbitrary: value.map((v) => ({ [name]: v })) },
    { weight: 1, arbitrary: other.map((v) => ({ [not]: v })) },
  );
const statement = fc
  .tuple(
    fc.constantFrom<string>('Allow', 'Allow', 'Deny'),
    either('Action', action, 'NotAction', action),
    either('Resource', resource, 'NotResource', resource),
    either('Principal', principal, 'NotPrincipal', principal),
    fc.option(condition, { nil: undefined }),
  )
  .map(([Effect, actions, resources, principals, Condition]) => ({
    Effect,
    ...actions,
    ...resources,
    ...principals,
    ...(Condition && { Condition }),
  }));
const statements = fc.array(statement, { maxLength: 5 });

const denyAll = { Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' };
const options = { ownerAccountId: '111122223333', resourceArn: 'arn:aws:s3:::b' };

function read(Statement: readonly unknown[]): PolicyDocument {
  const parsed = parseDocument({ Version: '2012-10-17', Statement });
  if (isProblem(parsed)) throw new Error(`${parsed.code} at ${parsed.path}`);
  return parsed;
}

/** Every answer that does not depend on where a statement stands. */
function answers(document: PolicyDocument) {
  const { open, restricted } = publicGrants(document, options);
  const accesses = (grants: readonly { access: unknown; code: string }[]): string[] =>
    grants.map(({ access, code }) => JSON.stringify([access, code])).sort();
  return {
    get: allows(document, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/key' }).outcome,
    put: allows(document, { action: 's3:PutObject' }).outcome,
    admin: grantsAdmin(document).outcome,
    s3: grantsFullAccess(document, 's3').outcome,
    assume: policyAllowsAssumeAnyRole(document).outcome,
    escalations: privilegeEscalations(document).map(({ id, outcome }) => [id, outcome]),
    open: accesses(open),
    restricted: accesses(restricted),
    outside: crossAccountGrants(document, options)
      .map(({ principal, access, outcome }) => JSON.stringify([principal, access, outcome]))
      .sort(),
    http: refusesHttp(document, options).outcome,
    trust: trustGrants(document, options)
      .map(({ principal, weakness }) => JSON.stringify([principal, weakness]))
      .sort(),
  };
}

const inLists = (value: unknown): unknown => (Array.isArray(value) ? value : [value]);
const listed = (one: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(one).map(([name, value]) => [name, /Action|Resource/.test(name) ? inLists(value) : value]),
  );

describe('the evaluator', () => {
  it('reads a document the same before and after URL-encoding', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const json = JSON.stringify({ Version: '2012-10-17', Statement: all });
        expect(parseDocument(encodeURIComponent(json))).toEqual(parseDocument(json));
      }),
    );
  });

  it('answers the same for single values and lists', () => {
    fc.assert(
      fc.property(statements, (all) => {
        expect(answers(read(all.map(listed)))).toEqual(answers(read(all)));
      }),
    );
  });

  it('answers the same in any order of statements', () => {
    fc.assert(
      fc.property(statements, (all) => {
        expect(answers(read(all.toReversed()))).toEqual(answers(read(all)));
      }),
    );
  });

  it('answers the same for statements in one document and in many', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const many = all.map((one) => read([one]));
        expect(grantsAdmin(many).outcome).toBe(grantsAdmin(read(all)).outcome);
        expect(privilegeEscalations(many).map(({ id }) => id)).toEqual(
          privilegeEscalations(read(all)).map(({ id }) => id),
        );
      }),
    );
  });

  it('grants nothing at all beside an unconditional Deny of everything', () => {
    fc.assert(
      fc.property(statements, fc.nat(), (all, at) => {
        const denied = read(all.toSpliced(at % (all.length + 1), 0, denyAll));
        expect(answers(denied)).toMatchObject({
          get: 'no',
          put: 'no',
          admin: 'no',
          s3: 'no',
          assume: 'no',
          escalations: [],
          open: [],
          outside: [],
          trust: [],
        });
      }),
    );
  });

  it('never grants more for one more Deny', () => {
    const rank = { no: 0, conditional: 1, yes: 2 };
    fc.assert(
      fc.property(statements, statement, (all, one) => {
        const before = answers(read(all));
        const after = answers(read([...all, { ...one, Effect: 'Deny' }]));
        for (const question of ['get', 'put', 'admin', 's3', 'assume'] as const) {
          expect(rank[after[question]]).toBeLessThanOrEqual(rank[before[question]]);
        }
        expect(after.open.length).toBeLessThanOrEqual(before.open.length);
        expect(after.escalations.length).toBeLessThanOrEqual(before.escalations.length);
      }),
    );
  });

  it('never grants less for one more Allow', () => {
    const rank = { no: 0, conditional: 1, yes: 2 };
    fc.assert(
      fc.property(statements, statement, (all, one) => {
        const before = answers(read(all));
        const after = answers(read([...all, { ...one, Effect: 'Allow' }]));
        for (const question of ['get', 'put', 'admin', 's3', 'assume'] as const) {
          expect(rank[after[question]]).toBeGreaterThanOrEqual(rank[before[question]]);
        }
      }),
    );
  });

  it('stays quick on a document of a megabyte', () => {
    const many = Array.from({ length: 6_000 }, (_, at) => ({
      Effect: at % 2 === 0 ? 'Allow' : 'Deny',
      Principal: { AWS: ['*', `${100_000_000_000 + at}`] },
      Action: ['s3:*', `s3:Get${at}*`, 'iam:PassRole', 'ec2:Run*'],
      Resource: [`arn:aws:s3:::b/${at}/*`, `arn:aws:s3:::*${at}*a*`],
      Condition: { StringEquals: { 'aws:PrincipalAccount': `${at}` } },
    }));
    const document = read(many);
    const started = performance.now();
    answers(document);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
