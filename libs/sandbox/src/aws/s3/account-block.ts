/** The account's block of public access (the S3 Control API). */
import type { PutPublicAccessBlockRequest, GetPublicAccessBlockRequest } from '@aws-sdk/client-s3-control';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { s3AccessDenied } from './errors.js';

function assertOwnAccount(call: CallContext, accountId: string | undefined): void {
  if (accountId !== undefined && accountId !== call.account.id) throw s3AccessDenied();
}

/** Operations of S3 Control by name. */
export const s3ControlHandlers: Handlers = {
  GetPublicAccessBlock: (call, input: GetPublicAccessBlockRequest) => {
    assertOwnAccount(call, input.AccountId);
    const block = call.account.s3.publicAccessBlock;
    if (block !== null) return { PublicAccessBlockConfiguration: block };
    const message = 'The public access block configuration was not found';
    throw new AwsError('NoSuchPublicAccessBlockConfiguration', message, 404, { AccountId: call.account.id });
  },
  PutPublicAccessBlock: (call, input: PutPublicAccessBlockRequest) => {
    assertOwnAccount(call, input.AccountId);
    call.account.s3.publicAccessBlock = input.PublicAccessBlockConfiguration ?? {};
    return {};
  },
  DeletePublicAccessBlock: (call, input: GetPublicAccessBlockRequest) => {
    assertOwnAccount(call, input.AccountId);
    call.account.s3.publicAccessBlock = null;
    return {};
  },
};
