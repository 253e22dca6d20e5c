/** What identities refer to: their policies, groups and boundaries, and who may become whom. */
import {
  AccessAnalyzer,
  IamAccount,
  IamGroup,
  IamOidcProvider,
  IamPolicy,
  IamRole,
  IamSamlProvider,
  IamServerCertificate,
  IamUser,
} from '../aws/iam.js';
import { relationRule, to } from './relation.js';
import { trustRelations } from './trust.js';

const attachedPolicies = {
  relations: ['permitted-by'],
  read: (policies: readonly { readonly arn: string }[]) =>
    to(
      'permitted-by',
      IamPolicy,
      policies.map(({ arn }) => arn),
    ),
} as const;

const permissionsBoundary = {
  relations: ['limited-by'],
  read: (arn: string | null) => to('limited-by', IamPolicy, arn),
} as const;

export const iamRelations = [
  relationRule(IamUser, {
    facets: {
      groups: { relations: ['member-of'], read: (names) => to('member-of', IamGroup, names) },
      attachedPolicies,
      permissionsBoundary,
    },
  }),
  relationRule(IamGroup, { facets: { attachedPolicies } }),
  relationRule(IamRole, {
    facets: {
      trustPolicy: {
        relations: ['may-be-assumed-by'],
        read: (document, _, place) => trustRelations(document, place),
      },
      attachedPolicies,
      permissionsBoundary,
      instanceProfiles: { relations: ['handed-out-by'], read: (arns) => to('handed-out-by', null, arns) },
    },
  }),
  relationRule(IamAccount),
  relationRule(IamPolicy),
  relationRule(IamServerCertificate),
  relationRule(IamSamlProvider),
  relationRule(IamOidcProvider),
  relationRule(AccessAnalyzer),
];
