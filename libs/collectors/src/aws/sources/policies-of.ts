/** Policies as IAM attaches them to users, groups and roles. */
import type { AttachedPolicy, PolicyDetail } from '@aws-sdk/client-iam';
import { documentOf } from './document.js';

export const attachedOf = (policies: readonly AttachedPolicy[] | undefined) =>
  policies?.map(({ PolicyName, PolicyArn }) => ({ name: PolicyName, arn: PolicyArn }));

export const inlineOf = (policies: readonly PolicyDetail[] | undefined) =>
  policies?.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: documentOf(PolicyDocument) }));

/** The ARN of the boundary, null without one. */
export const boundaryOf = (
  boundary: { PermissionsBoundaryArn?: string | undefined } | undefined,
): string | null | undefined => (boundary ? boundary.PermissionsBoundaryArn : null);
