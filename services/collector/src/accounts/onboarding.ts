/** What a customer pastes into AWS so that an account can be read: two policies, and the same as CloudFormation and Terraform. */
import type { z } from 'zod';
import type { AccountOnboarding } from '@cspmexa/contracts';
import { iamPolicyOf } from '@cspmexa/collector-kit';

export interface OnboardingFacts {
  readonly externalId: string;
  /** The role's name and path, from the ARN that was given for the account. */
  readonly role: RoleName;
  /** Who assumes the role; undefined while we do not know ourselves. */
  readonly principal: string | undefined;
  /** Every IAM action that collecting needs. */
  readonly actions: readonly string[];
}

/** Stands where our principal belongs while it is not known. */
export const principalPlaceholder = 'REPLACE-WITH-THE-ARN-THAT-CSPMEXA-RUNS-AS';

export interface RoleName {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/** The name and path in a role's ARN; those that we propose for an account without one. */
export function roleNameOf(roleArn: string | undefined): RoleName {
  const [, path = '/', name = 'cspmexa-read'] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn ?? '') ?? [];
  return { name, path };
}

/** All artefacts of one account. */
export function onboardingOf(facts: OnboardingFacts): z.infer<typeof AccountOnboarding> {
  return {
    externalId: facts.externalId,
    trustPolicy: trustPolicyOf(facts),
    permissionsPolicy: iamPolicyOf(facts.actions),
    cloudFormation: cloudFormationOf(facts),
    terraform: terraformOf(facts),
  };
}

/** Lets our principal in, with this account's ExternalId alone. */
export const trustPolicyOf = ({ externalId, principal }: Pick<OnboardingFacts, 'externalId' | 'principal'>) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'CspmexaAssume',
      Effect: 'Allow',
      Principal: { AWS: principal ?? principalPlaceholder },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});

function cloudFormationOf({ externalId, role, principal, actions }: OnboardingFacts): string {
  return [
    `AWSTemplateFormatVersion: '2010-09-09'`,
    'Description: Lets CSPMEXA read the configuration of this account. It can change nothing and reads no data.',
    'Parameters:',
    '  PrincipalArn:',
    '    Type: String',
    '    Description: The ARN that CSPMEXA runs as.',
    ...(principal === undefined ? [] : [`    Default: ${quoted(principal)}`]),
    '  ExternalId:',
    '    Type: String',
    '    NoEcho: true',
    `    Default: ${quoted(externalId)}`,
    'Resources:',
    '  ReadRole:',
    '    Type: AWS::IAM::Role',
    '    Properties:',
    `      RoleName: ${quoted(role.name)}`,
    `      Path: ${quoted(role.path)}`,
    '      MaxSessionDuration: 3600',
    '      AssumeRolePolicyDocument:',
    `        Version: '2012-10-17'`,
    '        Statement:',
    '          - Effect: Allow',
    '            Principal:',
    '              AWS: !Ref PrincipalArn',
    '            Action: sts:AssumeRole',
    '            Condition:',
    '              StringEquals:',
    '                sts:ExternalId: !Ref ExternalId',
    '      Policies:',
    '        - PolicyName: cspmexa-read',
    '          PolicyDocument:',
    `            Version: '2012-10-17'`,
    '            Statement:',
    '              - Sid: CspmexaRead',
    '                Effect: Allow',
    '                Action:',
    ...actions.map((action) => `                  - ${action}`),
    `                Resource: '*'`,
    'Outputs:',
    '  RoleArn:',
    '    Value: !GetAtt ReadRole.Arn',
    '',
  ].join('\n');
}

function terraformOf({ externalId, role, principal, actions }: OnboardingFacts): string {
  return [
    'variable "cspmexa_principal_arn" {',
    '  type        = string',
    '  description = "The ARN that CSPMEXA runs as."',
    ...(principal === undefined ? [] : [`  default     = ${literal(principal)}`]),
    '}',
    '',
    'data "aws_iam_policy_document" "cspmexa_trust" {',
    '  statement {',
    '    actions = ["sts:AssumeRole"]',
    '    principals {',
    '      type        = "AWS"',
    '      identifiers = [var.cspmexa_principal_arn]',
    '    }',
    '    condition {',
    '      test     = "StringEquals"',
    '      variable = "sts:ExternalId"',
    `      values   = [${literal(externalId)}]`,
    '    }',
    '  }',
    '}',
    '',
    'data "aws_iam_policy_document" "cspmexa_read" {',
    '  statement {',
    '    sid       = "CspmexaRead"',
    '    resources = ["*"]',
    '    actions = [',
    ...actions.map((action) => `      ${literal(action)},`),
    '    ]',
    '  }',
    '}',
    '',
    'resource "aws_iam_role" "cspmexa_read" {',
    `  name                 = ${literal(role.name)}`,
    `  path                 = ${literal(role.path)}`,
    '  assume_role_policy   = data.aws_iam_policy_document.cspmexa_trust.json',
    '  max_session_duration = 3600',
    '}',
    '',
    'resource "aws_iam_role_policy" "cspmexa_read" {',
    '  name   = "cspmexa-read"',
    '  role   = aws_iam_role.cspmexa_read.id',
    '  policy = data.aws_iam_policy_document.cspmexa_read.json',
    '}',
    '',
    'output "cspmexa_role_arn" {',
    '  value = aws_iam_role.cspmexa_read.arn',
    '}',
    '',
  ].join('\n');
}

/** A YAML scalar in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** An HCL string, in which `${` and `%{` would begin a template. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(/([$%])\{/g, (_, sign: string) => `${sign}${sign}{`);
