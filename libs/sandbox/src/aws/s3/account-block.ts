/** The account's block of public access and its access points (the S3 Control API). */
import type {
  GetAccessPointRequest,
  GetPublicAccessBlockRequest,
  ListAccessPointsRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3-control';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { pageOf } from '../paging.js';
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
  ListAccessPoints: (call, input: ListAccessPointsRequest) => {
    assertOwnAccount(call, input.AccountId);
    const here = call.account.s3.accessPoints.filter(({ region }) => region === call.region);
    const asked = { token: input.NextToken, limit: input.MaxResults };
    const { items, next } = pageOf(
      call,
      here,
      asked,
      () => new AwsError('InvalidToken', 'The token is not valid', 400),
    );
    return {
      AccessPointList: items.map(({ name, bucket }) => ({
        Name: name,
        Bucket: bucket,
        NetworkOrigin: 'Internet',
        AccessPointArn: `arn:aws:s3:${call.region}:${call.account.id}:accesspoint/${name}`,
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
  GetAccessPoint: (call, input: GetAccessPointRequest) => {
    assertOwnAccount(call, input.AccountId);
    const found = call.account.s3.accessPoints.find(
      ({ name, region }) => name === input.Name && region === call.region,
    );
    if (!found) throw new AwsError('NoSuchAccessPoint', 'The specified accesspoint does not exist', 404);
    const { name, bucket, publicAccessBlock } = found;
    return { Name: name, Bucket: bucket, NetworkOrigin: 'Internet', PublicAccessBlockConfiguration: publicAccessBlock };
  },
  // The sandbox has none, and S3 answers with an empty list.
  ListMultiRegionAccessPoints: (call, input: { AccountId?: string }) => {
    assertOwnAccount(call, input.AccountId);
    return { AccessPoints: [] };
  },
};
