/** One CloudFormation template that puts the read role into many accounts, each with its own ExternalId, and the commands that deploy it. */
import type { StackSetArtefact } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import type { z } from 'zod';
import { homeRegions } from './aws-access.js';
import { quoted, templateOf } from './cloud-formation.js';
import { grantsOf } from './grants.js';
import { roleNameOf } from './role-name.js';

/** A mapping of CloudFormation holds no more. */
export const mostAccounts = 200;

/** An account that waits for its role. */
export interface WaitingAccount {
  readonly roleArn: string;
  readonly externalId: string;
  /** Who assumes the role; undefined while we do not know ourselves. */
  readonly principal: string | undefined;
}

/** @throws AppError invalid-input for more accounts than fit, for none, and for such that one template cannot serve. */
export function stackSetOf(
  accounts: readonly WaitingAccount[],
  actions: readonly string[],
): z.infer<typeof StackSetArtefact> {
  const sorted = [...accounts].sort((a, b) => (a.roleArn < b.roleArn ? -1 : 1));
  const refuse = (message: string): never => {
    throw new AppError('invalid-input', { errors: [{ pointer: '/query/accountId', message }] });
  };
  if (sorted.length === 0) refuse('No account waits for its role: name accounts that are read through one.');
  if (sorted.length > mostAccounts)
    refuse(`A template holds at most ${mostAccounts} accounts, and more wait: ask in pieces, by their ids.`);
  const only = <T>(what: string, of: (account: WaitingAccount) => T): T => {
    const [first, ...others] = new Set(sorted.map(of));
    if (others.length > 0) refuse(`The accounts have different ${what}: ask for those that share it, by their ids.`);
    return first as T; // there is at least one account
  };
  const { name, path } = roleNameOf(sorted[0]?.roleArn);
  only('role names', ({ roleArn }) => roleArn.split(':role/')[1]);
  const partition = only('partitions', ({ roleArn }) => roleArn.split(':')[1] ?? 'aws');
  const awsAccountIds = sorted.map(({ roleArn }) => roleArn.split(':')[4] ?? '');
  const template = templateOf({
    description: 'Lets CSPMEXA read the configuration of these accounts. It can change nothing and reads no data.',
    principal: only('hub accounts', ({ principal }) => principal),
    parameters: [],
    sections: [
      'Mappings:',
      '  ExternalIds:',
      ...sorted.flatMap(({ externalId }, index) => [
        `    ${quoted(awsAccountIds[index] ?? '')}:`,
        `      Id: ${quoted(externalId)}`,
      ]),
    ],
    roleName: quoted(name),
    path: quoted(path),
    externalId: '!FindInMap [ExternalIds, !Ref AWS::AccountId, Id]',
    grants: grantsOf({ actions, discovers: false, spokes: [] }),
  });
  return { template, commands: commandsOf(awsAccountIds, homeRegions[partition] ?? 'us-east-1'), awsAccountIds };
}

/** For a shell in which the AWS CLI has the credentials of the account that administers the StackSet. */
const commandsOf = (awsAccountIds: readonly string[], region: string): string =>
  [
    '# Save the template as cspmexa-read.yaml, and choose one of the two ways.',
    '',
    '# 1. SERVICE_MANAGED: AWS Organizations has trusted access for CloudFormation StackSets. Run it in the management',
    '#    account; such a StackSet leaves the management account itself out.',
    'aws cloudformation create-stack-set --stack-set-name cspmexa-read --template-body file://cspmexa-read.yaml \\',
    '  --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED --auto-deployment Enabled=false \\',
    `  --region ${region}`,
    `ROOT_ID=$(aws organizations list-roots --query 'Roots[0].Id' --output text)`,
    'aws cloudformation create-stack-instances --stack-set-name cspmexa-read \\',
    `  --deployment-targets "Accounts=${awsAccountIds.join(',')},OrganizationalUnitIds=$ROOT_ID,AccountFilterType=INTERSECTION" \\`,
    `  --regions ${region} --operation-preferences FailureTolerancePercentage=100,MaxConcurrentPercentage=100 --region ${region}`,
    '',
    '# 2. SELF_MANAGED: each account has the role AWSCloudFormationStackSetExecutionRole, which trusts this one.',
    'aws cloudformation create-stack-set --stack-set-name cspmexa-read --template-body file://cspmexa-read.yaml \\',
    `  --capabilities CAPABILITY_NAMED_IAM --permission-model SELF_MANAGED --region ${region}`,
    'aws cloudformation create-stack-instances --stack-set-name cspmexa-read \\',
    `  --accounts ${awsAccountIds.join(' ')} \\`,
    `  --regions ${region} --operation-preferences FailureTolerancePercentage=100,MaxConcurrentPercentage=100 --region ${region}`,
    '',
  ].join('\n');
