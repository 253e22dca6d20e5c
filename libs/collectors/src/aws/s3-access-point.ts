import { GetAccessPointCommand, ListAccessPointsCommand, type AccessPoint } from '@aws-sdk/client-s3-control';
import { defineCollector, defineSource, fromCall, type Listing } from '@cspmexa/collector-kit';
import { S3AccessPoint } from '@cspmexa/resources';
import { publicAccessBlockOf } from './sources/public-access-block.js';

const accessPoints = defineSource<Listing<AccessPoint>>({
  actions: ['s3:ListAccessPoints'],
  load: (aws) =>
    aws.list(
      's3:ListAccessPoints',
      (NextToken, options) => {
        const input = {
          AccountId: aws.place.accountId,
          MaxResults: 1_000,
          ...(NextToken === undefined ? {} : { NextToken }),
        };
        return aws.clients.s3Control(aws.place.region).send(new ListAccessPointsCommand(input), options);
      },
      ({ AccessPointList, NextToken }) => ({ items: AccessPointList, next: NextToken }),
    ),
});

export const s3AccessPoint = defineCollector<AccessPoint>()({
  collects: S3AccessPoint,
  list: accessPoints,
  base: ({ Name, Bucket, NetworkOrigin }) => ({ name: Name, bucket: Bucket, networkOrigin: NetworkOrigin }),
  facets: {
    publicAccessBlock: fromCall({
      action: 's3:GetAccessPoint',
      read: async (aws, { Name }, { accountId: AccountId, region }) => {
        const answer = await aws.call('s3:GetAccessPoint', (options) =>
          aws.clients.s3Control(region).send(new GetAccessPointCommand({ AccountId, Name }), options),
        );
        return publicAccessBlockOf(answer.PublicAccessBlockConfiguration);
      },
    }),
  },
});
