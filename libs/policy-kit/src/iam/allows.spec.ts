import { describe, expect, it } from '@jest/globals';
import {
  allows,
  grantsAdmin,
  grantsFullAccess,
  isProblem,
  parseDocument,
  policyAllowsAssumeAnyRole,
  privilegeEscalations,
} from './index.js';
import type { AccessRequest, PolicyDocument } from './index.js';

type Draft = Record<string, unknown>;

const bucket = 'arn:aws:s3:::reports';
const object = `${bucket}/2026.csv`;

function read(...statements: readonly Draft[]): PolicyDocument {
  const parsed = parseDocument({ Version: '2012-10-17', Statement: statements });
  if (isProblem(parsed)) throw new Error(`${parsed.code} at ${parsed.path}`);
  return parsed;
}

const allow = (Action: unknown, Resource: unknown = '*', more: Draft = {}): Draft => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = '*', more: Draft = {}): Draft => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});
const allowBut = (NotAction: unknown, Resource: unknown = '*'): Draft => ({ Effect: 'Allow', NotAction, Resource });
const withMfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
const withoutMfa = { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } };

describe('allows', () => {
  const get: AccessRequest = { action: 's3:GetObject', resource: object };
  it.each<[string, Draft[], AccessRequest, string]>([
    ['the action on the resource', [allow('s3:GetObject', object)], get, 'yes'],
    ['actions in another case', [allow('S3:getobject', object)], get, 'yes'],
    ['wildcards', [allow('s3:Get?bject', 'arn:aws:s3:::rep*/*.csv')], get, 'yes'],
    ['resources in another case: no', [allow('s3:GetObject', object.toUpperCase())], get, 'no'],
    ['another action: no', [allow('s3:PutObject')], get, 'no'],
    ['another resource: no', [allow('s3:GetObject', bucket)], get, 'no'],
    ['no statement: no', [], get, 'no'],
    ['NotAction of another action', [allowBut('s3:DeleteObject')], get, 'yes'],
    ['NotAction of the action: no', [allowBut('s3:Get*')], get, 'no'],
    [
      'NotResource of another resource',
      [{ Effect: 'Allow', Action: '*', NotResource: `${bucket}/private/*` }],
      get,
      'yes',
    ],
    ['NotResource of the resource: no', [{ Effect: 'Allow', Action: '*', NotResource: `${bucket}/*` }], get, 'no'],
    ['a Deny wins in any place: no', [deny('s3:*'), allow('s3:*')], get, 'no'],
    ['a Deny of another resource', [allow('s3:*'), deny('s3:*', 'arn:aws:s3:::other/*')], get, 'yes'],
    [
      'a Deny of all but this resource',
      [allow('s3:*'), { Effect: 'Deny', Action: '*', NotResource: object }],
      get,
      'yes',
    ],
    [
      'a Deny of all but other actions: no',
      [allow('s3:*'), { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
      get,
      'no',
    ],
    ['a condition leaves it open', [allow('s3:*', '*', withMfa)], get, 'conditional'],
    ['a Deny with a condition leaves it open', [allow('s3:*'), deny('s3:*', '*', withoutMfa)], get, 'conditional'],
    ['one sure statement beside one with a condition', [allow('s3:*', '*', withMfa), allow('s3:*')], get, 'yes'],
    ['conditions set aside: no', [allow('s3:*', '*', withMfa)], { ...get, conditions: 'none' }, 'no'],
    [
      'a Deny with a condition set aside',
      [allow('s3:*'), deny('s3:*', '*', withMfa)],
      { ...get, conditions: 'none' },
      'yes',
    ],
    [
      'a context that fits',
      [allow('s3:*', '*', withMfa)],
      { ...get, conditions: { 'AWS:MultiFactorAuthPresent': 'true' } },
      'yes',
    ],
    [
      'a context that does not fit: no',
      [allow('s3:*', '*', withMfa)],
      { ...get, conditions: { 'aws:MultiFactorAuthPresent': 'false' } },
      'no',
    ],
    [
      'a context without the key: no',
      [allow('s3:*', '*', withMfa)],
      { ...get, conditions: { 'aws:MultiFactorAuthPresent': null } },
      'no',
    ],
    [
      'a Deny whose IfExists a missing key satisfies: no',
      [allow('s3:*'), deny('*', '*', withoutMfa)],
      { ...get, conditions: { 'aws:MultiFactorAuthPresent': null } },
      'no',
    ],
    [
      'a context about other keys',
      [allow('s3:*', '*', withMfa)],
      { ...get, conditions: { 'aws:SourceIp': '1.2.3.4' } },
      'conditional',
    ],
    ['a policy variable leaves it open', [allow('s3:*', `${bucket}/\${aws:username}*`)], get, 'conditional'],
    ['a policy variable elsewhere: no', [allow('s3:*', 'arn:aws:s3:::other/${aws:username}')], get, 'no'],
    [
      'a Deny with a policy variable leaves it open',
      [allow('s3:*'), deny('s3:*', `${bucket}/\${aws:username}*`)],
      get,
      'conditional',
    ],
    ['any resource at all', [allow('s3:GetObject', object)], { action: 's3:GetObject' }, 'yes'],
    [
      'any resource, all of them denied: no',
      [allow('s3:GetObject', [object, `${bucket}/x`]), deny('s3:*', `${bucket}/*`)],
      { action: 's3:GetObject' },
      'no',
    ],
    [
      'any resource, one of them denied',
      [allow('s3:GetObject', [object, `${bucket}/x`]), deny('s3:*', object)],
      { action: 's3:GetObject' },
      'yes',
    ],
    [
      'any resource, denied by two statements: no',
      [allow('s3:GetObject', [object, `${bucket}/x`]), deny('*', object), deny('*', `${bucket}/x`)],
      { action: 's3:GetObject' },
      'no',
    ],
    ['every resource', [allow('s3:*', '*')], { action: 's3:*', resource: '*' }, 'yes'],
    [
      'every resource by a narrow statement: no',
      [allow('s3:*', `${bucket}/*`)],
      { action: 's3:GetObject', resource: '*' },
      'no',
    ],
    ['every action by a narrow statement: no', [allow('s3:Get*')], { action: 's3:*' }, 'no'],
  ])('%s', (_, statements, request, outcome) => {
    expect(allows(read(...statements), request).outcome).toBe(outcome);
  });

  it('shows the statements that decided, with the values in them', () => {
    const first = read(
      deny('ec2:*'),
      allow(['s3:Get*', 's3:PutObject', 'ec2:*'], [object, 'arn:aws:s3:::other'], { Sid: 'Reports' }),
    );
    const second = read(deny('s3:Get*', '*', withoutMfa));
    expect(allows([first, second], { action: 's3:GetObject', resource: object })).toEqual({
      outcome: 'conditional',
      grants: [
        {
          statement: { document: 0, index: 1, sid: 'Reports' },
          effect: 'Allow',
          actions: ['s3:Get*'],
          resources: [object],
          principals: [],
          conditions: [],
        },
      ],
      denies: [
        {
          statement: { document: 1, index: 0 },
          effect: 'Deny',
          actions: ['s3:Get*'],
          resources: ['*'],
          principals: [],
          conditions: ['BoolIfExists aws:MultiFactorAuthPresent = false'],
        },
      ],
    });
  });
});

describe('grantsAdmin', () => {
  it.each<[string, Draft[], string]>([
    ['*', [allow('*')], 'yes'],
    ['["*"] on ["*"]', [allow(['*'], ['*'])], 'yes'],
    ['*:*', [allow('*:*')], 'yes'],
    ['among other actions', [allow(['s3:Get*', '*'], ['arn:aws:s3:::x', '*'])], 'yes'],
    ['**', [allow('**', '**')], 'yes'],
    ['* on a part: no', [allow('*', `${bucket}/*`)], 'no'],
    ['a service: no', [allow('s3:*')], 'no'],
    ['iam:*: no, but a way to it', [allow('iam:*')], 'no'],
    ['under a condition', [allow('*', '*', withMfa)], 'conditional'],
    ['behind a Deny without MFA', [allow('*'), deny('*', '*', withoutMfa)], 'conditional'],
    ['less a Deny of everything: no', [allow('*'), deny('*')], 'no'],
    ['less a Deny of *:*: no', [allow('*'), deny('*:*')], 'no'],
    ['less a Deny of one service', [allow('*'), deny('s3:DeleteBucket')], 'yes'],
    ['all but nothing of weight', [allowBut('aws-portal:*')], 'yes'],
    ['power user: no', [allowBut(['iam:*', 'organizations:*', 'account:*'])], 'no'],
    ['all but IAM, and IAM', [allowBut('iam:*'), allow('iam:*')], 'yes'],
    ['all but IAM, and a part of IAM: no', [allowBut('iam:*'), allow('iam:Get*')], 'no'],
    ['all but one thing and all but another', [allowBut('iam:*'), allowBut('s3:*')], 'yes'],
    ['all but nothing of weight, less all of IAM: no', [allowBut('aws-portal:*'), deny('iam:*')], 'no'],
    ['NotResource: no', [{ Effect: 'Allow', Action: '*', NotResource: bucket }], 'no'],
    ['Deny only: no', [deny('*')], 'no'],
  ])('%s', (_, statements, outcome) => {
    const decision = grantsAdmin(read(...statements));
    expect(decision.outcome).toBe(outcome);
    if (outcome !== 'no') expect(decision.grants.length).toBeGreaterThan(0);
  });

  it('joins documents', () => {
    expect(grantsAdmin([read(allowBut('iam:*')), read(allow('iam:*', '*', { Sid: 'Rest' }))])).toMatchObject({
      outcome: 'yes',
      grants: [
        { statement: { document: 0, index: 0 }, actions: ['not iam:*'] },
        { statement: { document: 1, index: 0, sid: 'Rest' } },
      ],
    });
  });
});

describe('grantsFullAccess', () => {
  it.each<[string, Draft[], string, string]>([
    ['the service', [allow('kms:*')], 'kms', 'yes'],
    ['in another case', [allow('KMS:*')], 'Kms', 'yes'],
    ['everything', [allow('*')], 'cloudtrail', 'yes'],
    ['all but another service', [allowBut('iam:*')], 'kms', 'yes'],
    ['all but the service: no', [allowBut('kms:*')], 'kms', 'no'],
    ['all but a part of it: no', [allowBut('kms:Decrypt')], 'kms', 'no'],
    ['all but a part of it, and that part', [allowBut('kms:Decrypt'), allow('kms:Decrypt')], 'kms', 'yes'],
    ['a part of it: no', [allow('kms:De*')], 'kms', 'no'],
    ['every resource of the service', [allow('kms:*', 'arn:aws:kms:*:*:*')], 'kms', 'yes'],
    ['every resource in the account', [allow('kms:*', 'arn:aws:kms:*:111122223333:*')], 'kms', 'yes'],
    ['every bucket', [allow('s3:*', 'arn:aws:s3:::*')], 's3', 'yes'],
    ['one region: no', [allow('kms:*', 'arn:aws:kms:eu-west-1:111122223333:*')], 'kms', 'no'],
    ['one key: no', [allow('kms:*', 'arn:aws:kms:eu-west-1:111122223333:key/x')], 'kms', 'no'],
    ['all but another resource', [{ Effect: 'Allow', Action: 'kms:*', NotResource: bucket }], 'kms', 'yes'],
    [
      'all but one key: no',
      [{ Effect: 'Allow', Action: 'kms:*', NotResource: 'arn:aws:kms:eu-west-1:111122223333:key/x' }],
      'kms',
      'no',
    ],
    ['denied: no', [allow('kms:*'), deny('*')], 'kms', 'no'],
    ['another service with the same start: no', [allow('s3-outposts:*')], 's3', 'no'],
  ])('%s', (_, statements, service, outcome) => {
    expect(grantsFullAccess(read(...statements), service).outcome).toBe(outcome);
  });
});

describe('policyAllowsAssumeAnyRole', () => {
  it.each<[string, Draft[], string]>([
    ['on everything', [allow('sts:AssumeRole')], 'yes'],
    ['by sts:*', [allow('sts:*')], 'yes'],
    ['on every role', [allow('sts:AssumeRole', 'arn:aws:iam::*:role/*')], 'yes'],
    ['on every role of an account', [allow('sts:AssumeRole', ['x', 'arn:aws:iam::111122223333:role/*'])], 'yes'],
    ['on one name in every account: no', [allow('sts:AssumeRole', 'arn:aws:iam::*:role/audit')], 'no'],
    ['on one prefix: no', [allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/app-*')], 'no'],
    ['another action: no', [allow('sts:GetCallerIdentity')], 'no'],
    ['under a condition', [allow('sts:AssumeRole', '*', withMfa)], 'conditional'],
  ])('%s', (_, statements, outcome) => {
    expect(policyAllowsAssumeAnyRole(read(...statements)).outcome).toBe(outcome);
  });
});

describe('privilegeEscalations', () => {
  const own = 'arn:aws:iam::*:user/${aws:username}';
  it.each<[string, Draft[], string[]]>([
    [
      'nothing of it',
      [allow(['s3:*', 'iam:Get*', 'iam:List*', 'ec2:*'])],
      ['ec2-launch-template-version', 'ec2-modify-user-data'],
    ],
    ['one action', [allow('iam:CreatePolicyVersion')], ['create-policy-version']],
    ['a wildcard', [allow('iam:Attach*')], ['attach-user-policy', 'attach-group-policy', 'attach-role-policy']],
    ['a wildcard in the name of the service', [allow('ia?:CreatePolicyVersion')], ['create-policy-version']],
    ['a wildcard without a colon', [allow('iam*CreatePolicyVersion')], ['create-policy-version']],
    ['the service in capitals', [allow('IAM:CreatePolicyVersion')], ['create-policy-version']],
    ['half a combination', [allow('iam:PassRole')], []],
    ['two statements', [allow('iam:PassRole'), allow('ec2:RunInstances')], ['pass-role-ec2']],
    [
      'a role passed to another service',
      [
        allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }),
        allow('ec2:RunInstances'),
      ],
      [],
    ],
    [
      'a role passed to this service',
      [
        allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com'] } } }),
        allow('ec2:RunInstances'),
      ],
      ['pass-role-ec2'],
    ],
    ['denied', [allow('iam:*'), deny('iam:*')], []],
    ['half of it denied', [allow(['iam:PassRole', 'ec2:RunInstances']), deny('iam:PassRole')], []],
    ["one's own credentials", [allow(['iam:CreateAccessKey', 'iam:UpdateLoginProfile'], own)], []],
    ["one's own policies", [allow('iam:PutUserPolicy', own)], ['put-user-policy']],
    [
      "other people's credentials",
      [allow('iam:CreateAccessKey', [own, 'arn:aws:iam::*:user/*'])],
      ['create-access-key'],
    ],
    [
      'NotAction',
      [
        allowBut([
          's3:*',
          'iam:*',
          'lambda:*',
          'ec2:*',
          'cloudformation:*',
          'codebuild:*',
          'sagemaker:*',
          'ecs:*',
          'apprunner:*',
          'glue:*',
          'bedrock-agentcore:*',
          'codestar:*',
          'ec2-instance-connect:*',
          'sts:*',
        ]),
      ],
      ['ssm-send-command', 'ssm-start-session'],
    ],
    ['any role', [allow('sts:AssumeRole')], ['assume-any-role']],
    ['one role', [allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/x')], []],
  ])('%s', (_, statements, ids) => {
    expect(
      privilegeEscalations(read(...statements))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('says how far a way reaches, on what it depends and who decided', () => {
    const document = read(
      allow('iam:PassRole', 'arn:aws:iam::111122223333:role/web', { Sid: 'Pass' }),
      allow('ec2:RunInstances', '*', withMfa),
    );
    expect(privilegeEscalations(document)).toMatchObject([
      {
        id: 'pass-role-ec2',
        outcome: 'conditional',
        reach: 'some',
        actions: ['iam:PassRole', 'ec2:RunInstances'],
        grants: [{ statement: { index: 0, sid: 'Pass' } }, { statement: { index: 1 } }],
      },
    ]);
    expect(privilegeEscalations(read(allow('iam:PutUserPolicy')))).toMatchObject([
      { outcome: 'yes', reach: 'everything' },
    ]);
  });
});
