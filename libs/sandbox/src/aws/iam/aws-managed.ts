/** AWS managed policies that accounts commonly attach. The documents keep what decides a judgement, not every action. */
import type { ManagedPolicyRecord } from './state.js';
import { policyDocument } from './documents.js';

const allow = (action: string | readonly string[]): object => ({ Effect: 'Allow', Action: action, Resource: '*' });

const READ_ONLY = [
  'ec2:Describe*',
  'ec2:Get*',
  'iam:Get*',
  'iam:List*',
  's3:Get*',
  's3:List*',
  'sts:GetCallerIdentity',
];

const DOCUMENTS: Readonly<Record<string, string>> = {
  AdministratorAccess: policyDocument(allow('*')),
  PowerUserAccess: policyDocument(
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow([
      'account:GetAccountInformation',
      'iam:CreateServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeOrganization',
    ]),
  ),
  IAMFullAccess: policyDocument(allow(['iam:*', 'organizations:DescribeAccount', 'organizations:ListPolicies'])),
  ReadOnlyAccess: policyDocument(allow(READ_ONLY)),
  SecurityAudit: policyDocument(
    allow(['access-analyzer:List*', 'ec2:Describe*', 'iam:Get*', 'iam:List*', 's3:GetBucket*']),
  ),
  'job-function/ViewOnlyAccess': policyDocument(allow(['ec2:Describe*', 'iam:List*', 's3:ListAllMyBuckets'])),
  'job-function/SupportUser': policyDocument(allow(['support:*', 'ec2:Describe*'])),
  AWSSupportAccess: policyDocument(allow(['support:*', 'support-console:*'])),
  AmazonS3FullAccess: policyDocument(allow(['s3:*', 's3-object-lambda:*'])),
  AmazonS3ReadOnlyAccess: policyDocument(allow(['s3:Get*', 's3:List*', 's3:Describe*'])),
  AmazonEC2FullAccess: policyDocument(allow('ec2:*'), allow('elasticloadbalancing:*'), allow('cloudwatch:*')),
  AmazonEC2ReadOnlyAccess: policyDocument(allow(['ec2:Describe*', 'ec2:GetSecurityGroupsForVpc'])),
  AmazonSSMManagedInstanceCore: policyDocument(
    allow(['ssm:GetParameter', 'ssm:UpdateInstanceInformation', 'ssmmessages:*']),
  ),
  AWSCloudShellFullAccess: policyDocument(allow('cloudshell:*')),
  IAMUserChangePassword: policyDocument(
    { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: 'arn:aws:iam::*:user/${aws:username}' },
    allow('iam:GetAccountPasswordPolicy'),
  ),
  'service-role/AWSLambdaBasicExecutionRole': policyDocument(
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']),
  ),
};

const CREATED = new Date('2015-02-06T18:39:46Z');

/** The ARN of an AWS managed policy by its path and name, such as `service-role/AWSLambdaBasicExecutionRole`. */
export function awsManagedArn(pathAndName: string): string {
  return `arn:aws:iam::aws:policy/${pathAndName}`;
}

/** The AWS managed policies that the sandbox knows, as records. */
export function awsManagedPolicies(): ManagedPolicyRecord[] {
  return Object.entries(DOCUMENTS).map(([key, document], index) => {
    const slash = key.lastIndexOf('/');
    return {
      arn: awsManagedArn(key),
      name: key.slice(slash + 1),
      id: `ANPAI${String(index).padStart(4, '0')}SANDBOXPOLICY`,
      path: `/${key.slice(0, slash + 1)}`,
      createdAt: CREATED,
      updatedAt: CREATED,
      versions: [{ VersionId: 'v1', Document: document, CreateDate: CREATED, isDefault: true }],
      tags: [],
    };
  });
}
