/** One template of the read role for every account, and the link that opens AWS's page which creates its stack. Pure. */
import { quoted, templateOf } from './cloud-formation.js';
import { grantsOf } from './grants.js';
import type { RoleName } from './role-name.js';

/** The template, to be published once where CloudFormation can read it. Accounts differ in its parameters alone. */
export const readRoleTemplate = (actions: readonly string[]): string =>
  templateOf({
    description: 'Lets CSPMEXA read the configuration of this account. It can change nothing and reads no data.',
    principal: undefined,
    parameters: [
      '  ExternalId:',
      '    Type: String',
      '    NoEcho: true',
      '  RoleName:',
      '    Type: String',
      `    Default: ${quoted('cspmexa-read')}`,
      '  RolePath:',
      '    Type: String',
      `    Default: ${quoted('/')}`,
    ],
    sections: [],
    roleName: '!Ref RoleName',
    path: '!Ref RolePath',
    externalId: '!Ref ExternalId',
    grants: grantsOf({ actions, discovers: false, spokes: [] }),
  });

const consoles: Readonly<Record<string, { readonly host: string; readonly region: string }>> = {
  aws: { host: 'console.aws.amazon.com', region: 'us-east-1' },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com', region: 'us-gov-west-1' },
  'aws-cn': { host: 'console.amazonaws.cn', region: 'cn-north-1' },
};

/** What the link fills in. */
export interface QuickCreate {
  /** Where the template is published: an https address on S3. */
  readonly templateUrl: string | undefined;
  readonly partition: string;
  readonly externalId: string;
  readonly principal: string | undefined;
  readonly role: RoleName;
}

/** The link; null where no template is published, or where who assumes the role is not known. */
export function quickCreateUrlOf({ templateUrl, partition, externalId, principal, role }: QuickCreate): string | null {
  const console = consoles[partition];
  if (templateUrl === undefined || principal === undefined || console === undefined) return null;
  const parameters = new URLSearchParams({
    templateURL: templateUrl,
    stackName: 'cspmexa-read',
    param_PrincipalArn: principal,
    param_ExternalId: externalId,
    param_RoleName: role.name,
    param_RolePath: role.path,
  });
  // The console reads the fragment by itself: a + would stay one.
  const fragment = parameters.toString().replaceAll('+', '%20');
  return `https://${console.host}/cloudformation/home?region=${console.region}#/stacks/quickcreate?${fragment}`;
}
