/** The IAM actions with which AWS Organizations is asked. Only the role of an account that discovers others needs them. */
export const organizationActions = [
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListRoots',
] as const;
