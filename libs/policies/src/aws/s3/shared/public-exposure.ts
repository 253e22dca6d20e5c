/**
 * Whether strangers get into a bucket, by effect: its ACL or its policy lets them in, and neither ownership nor a public access block takes
 * that back. Each fact is looked at in an order that lets what is known decide before what is not.
 */
import type { S3Bucket } from '@cspmexa/resources';
import {
  condition,
  fail,
  isProblem,
  parseDocument,
  pass,
  publicGrants,
  readDocument,
  text,
  type FacetValues,
  type Outcome,
  type PolicyDocument,
} from '@cspmexa/policy-kit';
import { aclPermissions, isDenied, publicAclGrants, type PublicAclGrant } from './public-acl.js';
import { levelOf, type BlockedBucket } from './public-access-block.js';

export const exposureNeeds = ['acl', 'ownership', 'policy', 'policyStatus', 'publicAccessBlock'] as const;

export interface ExposedBucket extends BlockedBucket {
  readonly facets: FacetValues<typeof S3Bucket, (typeof exposureNeeds)[number]>;
}

/** What strangers could do: `read` (list and read) or `write` (write and change permissions). */
export type Exposure = 'read' | 'write';

const closedAcl = text('The ACL lets no stranger in', 'A ACL não deixa nenhum estranho entrar');
const closedPolicy = text('The policy lets no stranger in', 'A política não deixa nenhum estranho entrar');
const ignored = text('Public ACLs are ignored', 'ACLs públicas são ignoradas');
const restricted = text('Public policies are restricted', 'Políticas públicas são restritas');

/** The policy's document if it is known and can be read; undefined otherwise. */
function documentAtHand({ resource }: ExposedBucket): PolicyDocument | null | undefined {
  const { policy } = resource.facets;
  if (!policy?.known) return undefined;
  const parsed = policy.value === null ? null : parseDocument(policy.value);
  return parsed !== null && isProblem(parsed) ? undefined : parsed;
}

function closedWithoutBlock(bucket: ExposedBucket, permissions: readonly string[]): Outcome | undefined {
  const { ownership, acl } = bucket.resource.facets;
  const off = text('ACLs are switched off', 'ACLs estão desligadas');
  if (ownership?.known && ownership.value === 'BucketOwnerEnforced')
    return pass(condition(true, off, { path: 'ownership', actual: ownership.value }));
  if (!acl?.known) return undefined;
  const granted = publicAclGrants(acl.value, permissions);
  if (granted.length === 0) return pass(condition(true, closedAcl, { path: 'acl', actual: [] }));
  const document = documentAtHand(bucket);
  if (!document || granted.some((grant) => !isDenied(grant, permissions, document, bucket.resource.arn)))
    return undefined;
  return pass(
    condition(true, text('A Deny takes the ACL back', 'Um Deny desfaz a ACL'), { path: 'policy', actual: granted }),
  );
}

/** Judges the ACL: an explicit Deny, ownership that switches ACLs off, and IgnorePublicAcls each make it harmless. */
export function judgeAcl(bucket: ExposedBucket, exposure: Exposure): Outcome {
  const permissions = aclPermissions[exposure];
  const closed = closedWithoutBlock(bucket, permissions);
  if (closed) return closed;
  const level = levelOf('ignorePublicAcls', bucket);
  if (level)
    return pass(condition(true, ignored, { path: `${level}.publicAccessBlock.ignorePublicAcls`, actual: true }));
  const { acl, ownership, policy } = bucket.facets;
  const document = policy === null ? null : readDocument(policy);
  const open: PublicAclGrant[] = publicAclGrants(acl, permissions).filter(
    (grant) => !document || !isDenied(grant, permissions, document, bucket.resource.arn),
  );
  const names = open.map(({ group, permission }) => `${permission} (${group})`).join(', ');
  return fail(text(`The ACL gives everyone ${names}.`, `A ACL dá a todos ${names}.`), [
    condition(false, closedAcl, { path: 'acl.grants', actual: open }),
    condition(false, ignored, { path: 'publicAccessBlock.ignorePublicAcls', actual: false }),
    condition(false, text('ACLs are switched off', 'ACLs estão desligadas'), {
      path: 'ownership',
      actual: ownership,
      expected: 'BucketOwnerEnforced',
    }),
  ]);
}

function openTo(exposure: Exposure, document: PolicyDocument, { resource }: ExposedBucket) {
  const { open } = publicGrants(document, { ownerAccountId: resource.accountId, resourceArn: resource.arn });
  return open.flatMap((grant) => {
    const { list, read, write, permissions } = grant.access;
    const actions = exposure === 'read' ? [...list, ...read] : [...write, ...permissions];
    return actions.length > 0 ? [{ statement: grant.statement, actions, grant }] : [];
  });
}

/** Judges the policy by what it grants to strangers; RestrictPublicBuckets makes a public policy harmless. */
export function judgePolicy(bucket: ExposedBucket, exposure: Exposure): Outcome {
  const document = documentAtHand(bucket);
  const status = bucket.resource.facets.policyStatus;
  const found = document ? openTo(exposure, document, bucket) : [];
  if (document !== undefined && found.length === 0)
    return pass(condition(true, closedPolicy, { path: 'policy', actual: document === null ? null : [] }));
  // AWS's own opinion stands in for a policy that could not be read.
  if (document === undefined && status?.known && !status.value?.isPublic)
    return pass(condition(true, closedPolicy, { path: 'policyStatus', actual: status.value }));
  const level = levelOf('restrictPublicBuckets', bucket);
  if (level)
    return pass(
      condition(true, restricted, { path: `${level}.publicAccessBlock.restrictPublicBuckets`, actual: true }),
    );
  if (document === undefined) readDocument(bucket.facets.policy);
  const at = `Statement[${found[0]?.statement.index ?? 0}]`;
  const actions = [...new Set(found.flatMap((one) => one.actions))];
  const named = actions.length > 4 ? `${actions.slice(0, 4).join(', ')}, …` : actions.join(', ');
  return fail(text(`${at} of the policy gives everyone ${named}.`, `${at} da política dá a todos ${named}.`), [
    condition(false, closedPolicy, {
      path: `policy.${at}`,
      actual: found.map(({ grant: { statement, effect, actions: patterns, resources, principals, conditions } }) => ({
        statement,
        effect,
        actions: patterns,
        resources,
        principals,
        conditions,
      })),
    }),
    condition(false, restricted, { path: 'publicAccessBlock.restrictPublicBuckets', actual: false }),
  ]);
}
