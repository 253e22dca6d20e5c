/** Grants of a bucket ACL to everyone, and what they allow in the terms of a policy. */
import { publicGrants, readDocument, type PolicyDocument } from '@cspmexa/policy-kit';

interface Acl {
  readonly grants: readonly { readonly grantee: { readonly uri: string | null }; readonly permission: string }[];
}

export interface PublicAclGrant {
  /** AuthenticatedUsers is every AWS account in the world, not this one's users. */
  readonly group: 'AllUsers' | 'AuthenticatedUsers';
  readonly permission: string;
}

/** The S3 actions on the bucket or its objects that a permission in a bucket's ACL gives. */
const actionsOf: Readonly<Record<string, { readonly bucket: readonly string[]; readonly objects: readonly string[] }>> =
  {
    READ: { bucket: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'], objects: [] },
    READ_ACP: { bucket: ['s3:GetBucketAcl'], objects: [] },
    WRITE: { bucket: [], objects: ['s3:PutObject'] },
    WRITE_ACP: { bucket: ['s3:PutBucketAcl'], objects: [] },
  };

export const aclPermissions = {
  read: ['READ', 'READ_ACP', 'FULL_CONTROL'],
  write: ['WRITE', 'WRITE_ACP', 'FULL_CONTROL'],
} as const;

/** The grants to one of the two public groups whose permission is among the given ones. */
export const publicAclGrants = ({ grants }: Acl, permissions: readonly string[]): PublicAclGrant[] =>
  grants.flatMap(({ grantee, permission }) => {
    const group = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/.exec(grantee.uri ?? '')?.[1];
    if (group !== 'AllUsers' && group !== 'AuthenticatedUsers') return [];
    return permissions.includes(permission) ? [{ group, permission }] : [];
  });

const allow = (actions: readonly string[], resource: string) =>
  actions.length === 0 ? [] : [{ Effect: 'Allow', Principal: '*', Action: actions, Resource: resource }];

/** Whether a Deny of the bucket policy takes the permission back from strangers: an explicit Deny wins over an ACL. */
export function isDenied(
  grant: PublicAclGrant,
  among: readonly string[],
  policy: PolicyDocument,
  resourceArn: string,
): boolean {
  const permissions = grant.permission === 'FULL_CONTROL' ? among : [grant.permission];
  const statements = permissions.flatMap((permission) => {
    const { bucket = [], objects = [] } = actionsOf[permission] ?? {};
    return [...allow(bucket, resourceArn), ...allow(objects, `${resourceArn}/*`)];
  });
  if (statements.length === 0) return false;
  const granted = readDocument({ Version: '2012-10-17', Statement: statements });
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  return (
    publicGrants({ ...granted, statements: [...granted.statements, ...denies] }, { resourceArn }).open.length === 0
  );
}
