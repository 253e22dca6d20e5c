/** What a customer pastes into AWS so that an account can be read: two policies, and the same as CloudFormation and Terraform. */
import type { z } from 'zod';
import type { AccountOnboarding } from '@cspmexa/contracts';
import { quoted, templateOf } from './cloud-formation.js';
import { grantsOf, permissionsPolicyOf, trustPolicyOf, type Needs } from './grants.js';
import { quickCreateUrlOf } from './quick-create.js';
import type { RoleName } from './role-name.js';
import { terraformOf } from './terraform.js';

export interface OnboardingFacts extends Needs {
  readonly externalId: string;
  /** The role's name and path, from the ARN that was given for the account. */
  readonly role: RoleName;
  /** Who assumes the role: we, or the role of the account's hub; undefined while we do not know ourselves. */
  readonly principal: string | undefined;
  readonly partition: string;
  /** Where the template of the read role is published; undefined: nowhere. */
  readonly templateUrl: string | undefined;
}

/** All artefacts of one account. */
export function onboardingOf({
  externalId,
  role,
  principal,
  partition,
  templateUrl,
  ...needs
}: OnboardingFacts): z.infer<typeof AccountOnboarding> {
  const grants = grantsOf(needs);
  return {
    externalId,
    trustPolicy: trustPolicyOf(externalId, principal),
    permissionsPolicy: permissionsPolicyOf(grants),
    cloudFormation: templateOf({
      description: 'Lets CSPMEXA read the configuration of this account. It can change nothing and reads no data.',
      principal,
      parameters: ['  ExternalId:', '    Type: String', '    NoEcho: true', `    Default: ${quoted(externalId)}`],
      sections: [],
      roleName: quoted(role.name),
      path: quoted(role.path),
      externalId: '!Ref ExternalId',
      grants,
    }),
    terraform: terraformOf({ externalId, role, principal, grants }),
    // The published template grants reading alone.
    quickCreateUrl:
      grants.length === 1 ? quickCreateUrlOf({ templateUrl, partition, externalId, principal, role }) : null,
  };
}
