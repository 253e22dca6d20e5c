/** What customers deploy: read back by real parsers, and compared with what the collectors call. */
import { actionsOf } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { AppError } from '@cspmexa/platform';
import { isProblem, parseDocument, trustGrants } from '@cspmexa/policy-kit';
import { describe, expect, it } from '@jest/globals';
import { parse, type ScalarTag, type CollectionTag } from 'yaml';
import { parseHcl, type HclBlock } from '../../test/hcl.js';
import { organizationActions } from '../discovery/organization-actions.js';
import { principalPlaceholder } from './grants.js';
import { newExternalId } from './external-id.js';
import { quickCreateUrlOf, readRoleTemplate } from './quick-create.js';
import { onboardingOf, type OnboardingFacts } from './onboarding.js';
import { roleNameOf } from './role-name.js';
import { stackSetOf, type WaitingAccount } from './stack-set.js';

const principal = 'arn:aws:iam::444455556666:role/collector';
const actions = actionsOf(collectorList);
const facts: OnboardingFacts = {
  externalId: 'cspmexa-1',
  principal,
  role: { name: 'cspmexa-read', path: '/' },
  actions,
  discovers: false,
  spokes: [],
  partition: 'aws',
  templateUrl: undefined,
};

/** CloudFormation's short forms as the objects that they stand for. */
const shortForms: (ScalarTag | CollectionTag)[] = [
  { tag: '!Ref', resolve: (name) => ({ Ref: name }) },
  { tag: '!GetAtt', resolve: (path) => ({ 'Fn::GetAtt': path.split('.') }) },
  { tag: '!FindInMap', collection: 'seq', resolve: (items) => ({ 'Fn::FindInMap': items.toJSON() }) as never },
];
const readTemplate = (text: string) =>
  parse(text, { customTags: shortForms, strict: true, uniqueKeys: true, version: '1.1' }) as Template;

/** The part of a template that is looked at. */
interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string; readonly AllowedPattern?: string }>>;
  readonly Mappings?: { readonly ExternalIds: Readonly<Record<string, { readonly Id: string }>> };
  readonly Resources: {
    readonly ReadRole: {
      readonly Type: string;
      readonly Properties: {
        readonly RoleName: string;
        readonly Path: string;
        readonly AssumeRolePolicyDocument: { readonly Statement: readonly object[] };
        readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly object[] } }[];
      };
    };
  };
}

const roleOf = (template: Template) => template.Resources.ReadRole.Properties;
const grantsIn = (template: Template) => roleOf(template).Policies.flatMap((policy) => policy.PolicyDocument.Statement);
const named = (blocks: readonly HclBlock[], ...labels: readonly string[]): HclBlock => {
  const found = blocks.find((block) => labels.every((label, index) => block.labels[index] === label));
  if (!found) throw new Error(`There is no ${labels.join(' ')}.`);
  return found;
};
const statementsOf = (blocks: readonly HclBlock[], document: string) =>
  named(blocks, 'aws_iam_policy_document', document).blocks.filter(({ type }) => type === 'statement');

const read = { Sid: 'CspmexaRead', Effect: 'Allow', Action: actions, Resource: ['*'] };

describe('the artefacts of an account', () => {
  const { cloudFormation, terraform, trustPolicy, permissionsPolicy } = onboardingOf(facts);

  it('grant what the collectors call and nothing else', () => {
    expect(actions.length).toBeGreaterThan(40);
    expect(permissionsPolicy).toMatchObject({ Statement: [{ ...read, Resource: '*' }] });
    expect(grantsIn(readTemplate(cloudFormation))).toEqual([read]);
    const [statement, ...others] = statementsOf(parseHcl(terraform), 'cspmexa_read');
    expect(statement?.attributes).toEqual({ sid: 'CspmexaRead', actions, resources: ['*'] });
    expect(others).toEqual([]);
  });

  it('A01 let in one principal, by sts:AssumeRole and with this ExternalId alone', () => {
    expect(trustPolicy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Sid: 'CspmexaAssume', Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' },
          Condition: { StringEquals: { 'sts:ExternalId': 'cspmexa-1' } },
        },
      ],
    });
    const template = readTemplate(cloudFormation);
    expect(roleOf(template).AssumeRolePolicyDocument.Statement).toEqual([
      {
        ...{
          Sid: 'CspmexaAssume',
          Effect: 'Allow',
          Principal: { AWS: { Ref: 'PrincipalArn' } },
          Action: 'sts:AssumeRole',
        },
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      },
    ]);
    expect(template.Parameters).toMatchObject({
      PrincipalArn: { Default: principal },
      ExternalId: { Default: 'cspmexa-1' },
    });
    const blocks = parseHcl(terraform);
    expect(named(blocks, 'cspmexa_principal_arn').attributes['default']).toBe(principal);
    expect(statementsOf(blocks, 'cspmexa_trust')).toEqual([
      {
        ...{ type: 'statement', labels: [], attributes: { sid: 'CspmexaAssume', actions: ['sts:AssumeRole'] } },
        blocks: [
          {
            ...{ type: 'principals', labels: [], blocks: [] },
            attributes: { type: 'AWS', identifiers: [{ reference: 'var.cspmexa_principal_arn' }] },
          },
          {
            ...{ type: 'condition', labels: [], blocks: [] },
            attributes: { test: 'StringEquals', variable: 'sts:ExternalId', values: ['cspmexa-1'] },
          },
        ],
      },
    ]);
  });

  it('A01 hold no trust policy that the policies on trust would object to', () => {
    const parsed = parseDocument(trustPolicy);
    if (isProblem(parsed)) throw new Error(parsed.detail);
    const grants = trustGrants(parsed, { ownerAccountId: '111122223333' });
    expect(grants).toMatchObject([{ kind: 'other-account', accountId: '444455556666' }]);
    expect(grants.filter(({ weakness }) => weakness)).toEqual([]);
  });

  it('A01 take no principal but the ARN of one', () => {
    const pattern = new RegExp(readTemplate(cloudFormation).Parameters['PrincipalArn']?.AllowedPattern ?? '$^');
    expect([principal, 'arn:aws-us-gov:iam::444455556666:root'].every((arn) => pattern.test(arn))).toBe(true);
    expect(['*', '', 'arn:aws:iam::*:root', principalPlaceholder].some((arn) => pattern.test(arn))).toBe(false);
  });

  it('make the role that the account names, with its path', () => {
    const role = roleNameOf('arn:aws:iam::111122223333:role/team/security/read');
    expect(role).toEqual({ name: 'read', path: '/team/security/' });
    expect(roleNameOf(undefined)).toEqual({ name: 'cspmexa-read', path: '/' });
    const artefacts = onboardingOf({ ...facts, role });
    expect(roleOf(readTemplate(artefacts.cloudFormation))).toMatchObject({ RoleName: 'read', Path: '/team/security/' });
    expect(named(parseHcl(artefacts.terraform), 'aws_iam_role').attributes).toMatchObject({
      name: 'read',
      path: '/team/security/',
    });
  });

  it('leave the principal to be filled in while it is not known', () => {
    const artefacts = onboardingOf({ ...facts, principal: undefined });
    expect(artefacts.trustPolicy).toMatchObject({ Statement: [{ Principal: { AWS: principalPlaceholder } }] });
    expect(readTemplate(artefacts.cloudFormation).Parameters['PrincipalArn']).not.toHaveProperty('Default');
    expect(named(parseHcl(artefacts.terraform), 'cspmexa_principal_arn').attributes).not.toHaveProperty('default');
  });

  it('grant what only some accounts need: asking AWS Organizations, and assuming the roles behind a hub', () => {
    const spokes = ['111122223333', '222233334444'].map((id) => `arn:aws:iam::${id}:role/team/read`);
    const artefacts = onboardingOf({ ...facts, discovers: true, spokes });
    const wanted = [
      read,
      { Sid: 'CspmexaDiscover', Effect: 'Allow', Action: [...organizationActions], Resource: ['*'] },
      { Sid: 'CspmexaHub', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: ['arn:aws:iam::*:role/team/read'] },
    ];
    expect(grantsIn(readTemplate(artefacts.cloudFormation))).toEqual(wanted);
    expect(artefacts.permissionsPolicy).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...read, Resource: '*' }, ...wanted.slice(1)],
    });
    expect(statementsOf(parseHcl(artefacts.terraform), 'cspmexa_read').map(({ attributes }) => attributes)).toEqual(
      wanted.map(({ Sid, Action, Resource }) => ({ sid: Sid, actions: Action, resources: Resource })),
    );
    const many = Array.from({ length: 30 }, (_, n) => `arn:aws:iam::111122223333:role/read-${n}`);
    const { permissionsPolicy } = onboardingOf({ ...facts, spokes: many });
    expect(permissionsPolicy).toMatchObject({ Statement: [{}, { Resource: ['arn:aws:iam::*:role/*'] }] });
  });

  it.each([
    `it's "quoted"`,
    '${jndi:x} %{if true} $${y} %%{z}',
    `a'\nResources:\n  Evil: 1`,
    'a"\n}\nresource "x" "y" {\n',
    'back\\slash \\u0041 \\',
    '# no comment: - [x] {y} & * ! | > % @ `',
    '\u2028\u0085\u0000\u0007\ufeff\u202e',
    '---\n...\n',
    "''\\''",
    'yes',
    '0123',
    ' leads and trails ',
  ])('cannot be broken out of by %j', (hostile) => {
    const { cloudFormation, terraform } = onboardingOf({
      ...facts,
      externalId: hostile,
      principal: hostile,
      role: { name: hostile, path: hostile },
      spokes: [hostile],
    });
    const template = readTemplate(cloudFormation);
    expect(Object.keys(template)).toEqual([
      'AWSTemplateFormatVersion',
      'Description',
      'Parameters',
      'Resources',
      'Outputs',
    ]);
    expect(Object.keys(template.Resources)).toEqual(['ReadRole']);
    expect(roleOf(template)).toMatchObject({ RoleName: hostile, Path: hostile });
    expect(template.Parameters).toMatchObject({ PrincipalArn: { Default: hostile }, ExternalId: { Default: hostile } });
    expect(grantsIn(template)).toMatchObject([{}, { Resource: [hostile] }]);
    const blocks = parseHcl(terraform);
    expect(blocks.map(({ type }) => type)).toEqual(['variable', 'data', 'data', 'resource', 'resource', 'output']);
    expect(named(blocks, 'aws_iam_role').attributes).toMatchObject({ name: hostile, path: hostile });
    expect(named(blocks, 'cspmexa_principal_arn').attributes['default']).toBe(hostile);
    expect(statementsOf(blocks, 'cspmexa_trust')[0]?.blocks[1]?.attributes['values']).toEqual([hostile]);
  });
});

describe('a StackSet', () => {
  const waiting = (count: number, changes: Partial<WaitingAccount> = {}): WaitingAccount[] =>
    Array.from({ length: count }, (_, n) => ({
      roleArn: `arn:aws:iam::${100_000_000_000 + n}:role/cspmexa-read`,
      externalId: newExternalId(),
      principal,
      ...changes,
    }));

  it('A01 puts the role into many accounts, each with its own ExternalId', () => {
    const accounts = waiting(200);
    const { template, awsAccountIds } = stackSetOf(accounts, actions);
    const parsed = readTemplate(template);
    expect(awsAccountIds).toHaveLength(200);
    expect(parsed.Mappings?.ExternalIds).toEqual(
      Object.fromEntries(accounts.map(({ roleArn, externalId }) => [roleArn.split(':')[4], { Id: externalId }])),
    );
    expect(roleOf(parsed).AssumeRolePolicyDocument.Statement).toEqual([
      {
        ...{
          Sid: 'CspmexaAssume',
          Effect: 'Allow',
          Principal: { AWS: { Ref: 'PrincipalArn' } },
          Action: 'sts:AssumeRole',
        },
        Condition: {
          StringEquals: { 'sts:ExternalId': { 'Fn::FindInMap': ['ExternalIds', { Ref: 'AWS::AccountId' }, 'Id'] } },
        },
      },
    ]);
    expect(grantsIn(parsed)).toEqual([read]);
    expect(roleOf(parsed)).toMatchObject({ RoleName: 'cspmexa-read', Path: '/' });
    // What the AWS CLI takes as --template-body.
    expect(Buffer.byteLength(template)).toBeLessThan(51_200);
  });

  it('comes with the commands of both ways to deploy it', () => {
    const { commands } = stackSetOf(waiting(2), actions);
    expect(commands.match(/--permission-model \w+/g)).toEqual([
      '--permission-model SERVICE_MANAGED',
      '--permission-model SELF_MANAGED',
    ]);
    expect(
      commands.match(/^aws cloudformation create-stack-(set|instances) --stack-set-name cspmexa-read/gm),
    ).toHaveLength(4);
    expect(commands).toContain(
      '"Accounts=100000000000,100000000001,OrganizationalUnitIds=$ROOT_ID,AccountFilterType=INTERSECTION"',
    );
    expect(commands).toContain('--accounts 100000000000 100000000001 ');
    expect(commands.match(/--capabilities CAPABILITY_NAMED_IAM/g)).toHaveLength(2);
    const [gov] = waiting(1, { roleArn: 'arn:aws-us-gov:iam::111122223333:role/cspmexa-read' });
    expect(stackSetOf(gov ? [gov] : [], actions).commands).toContain('--regions us-gov-west-1 ');
  });

  it.each([
    ['more accounts than fit', waiting(201), 'ask in pieces'],
    ['no account', [], 'No account waits'],
    [
      'roles of different names',
      [...waiting(1), ...waiting(1, { roleArn: 'arn:aws:iam::111122223333:role/other' })],
      'different role names',
    ],
    [
      'different hubs',
      [...waiting(1), ...waiting(1, { principal: 'arn:aws:iam::111122223333:role/hub' })],
      'different hub accounts',
    ],
    [
      'different partitions',
      [...waiting(1), ...waiting(1, { roleArn: 'arn:aws-cn:iam::111122223333:role/cspmexa-read' })],
      'different partitions',
    ],
  ])('is refused for %s', (_, accounts, words) => {
    let thrown: unknown;
    try {
      stackSetOf(accounts, actions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: 'invalid-input', errors: [{ message: expect.stringContaining(words) }] });
  });
});

describe('the link that creates the stack', () => {
  const given = {
    templateUrl: 'https://templates.s3.amazonaws.com/read role.yaml',
    partition: 'aws',
    externalId: 'cspmexa-1&param_RoleName=admin#x',
    principal,
    role: { name: 'read+only', path: '/team a/' },
  };
  const parametersOf = (url: string | null) => new URLSearchParams((url ?? '').split('?').at(-1));

  it('fills in every parameter of the published template, whatever the values hold', () => {
    const { Parameters: declared } = readTemplate(readRoleTemplate(actions));
    const url = quickCreateUrlOf(given);
    expect(new URL(url ?? '').hostname).toBe('console.aws.amazon.com');
    const parameters = parametersOf(url);
    expect([...parameters.keys()].filter((name) => name.startsWith('param_')).map((name) => name.slice(6))).toEqual(
      expect.arrayContaining(Object.keys(declared)),
    );
    expect(Object.fromEntries(parameters)).toMatchObject({
      templateURL: given.templateUrl,
      param_ExternalId: given.externalId,
      param_PrincipalArn: principal,
      param_RoleName: 'read+only',
      param_RolePath: '/team a/',
    });
  });

  it.each([
    ['no template is published', { templateUrl: undefined }],
    ['it is not known who we are', { principal: undefined }],
    ['the partition has no console that we know', { partition: 'aws-eusc' }],
  ])('is none where %s', (_, change) => {
    expect(quickCreateUrlOf({ ...given, ...change })).toBeNull();
  });

  it('is none for an account whose role needs more than reading', () => {
    const templateUrl = 'https://templates.s3.amazonaws.com/read-role.yaml';
    expect(onboardingOf({ ...facts, templateUrl }).quickCreateUrl).toContain('cspmexa-1');
    expect(onboardingOf({ ...facts, templateUrl, discovers: true }).quickCreateUrl).toBeNull();
  });

  it('grants exactly what the template of the account itself grants', () => {
    const role = ({ Resources }: Template) => JSON.stringify(Resources.ReadRole.Properties.Policies);
    expect(role(readTemplate(readRoleTemplate(actions)))).toBe(role(readTemplate(onboardingOf(facts).cloudFormation)));
  });
});
