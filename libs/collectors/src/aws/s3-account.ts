import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { defineCollector, fromCall } from '@cspmexa/collector-kit';
import { S3Account, type Place } from '@cspmexa/resources';
import { publicAccessBlockOf } from './sources/public-access-block.js';
import { thisPlace } from './sources/this-place.js';

export const s3Account = defineCollector<Place>()({
  collects: S3Account,
  list: thisPlace,
  base: ({ accountId }) => ({ accountId }),
  facets: {
    publicAccessBlock: fromCall({
      action: 's3:GetAccountPublicAccessBlock',
      absent: { NoSuchPublicAccessBlockConfiguration: null },
      read: async (aws, { accountId: AccountId }) => {
        const home = aws.clients.homeRegion;
        const answer = await aws.call(
          's3:GetAccountPublicAccessBlock',
          (options) => aws.clients.s3Control(home).send(new GetPublicAccessBlockCommand({ AccountId }), options),
          home,
        );
        return publicAccessBlockOf(answer.PublicAccessBlockConfiguration);
      },
    }),
  },
});
