import { ListMultiRegionAccessPointsCommand, type MultiRegionAccessPointReport } from '@aws-sdk/client-s3-control';
import { defineCollector, defineSource, fromListing, type Listing } from '@cspmexa/collector-kit';
import { S3MultiRegionAccessPoint } from '@cspmexa/resources';
import { publicAccessBlockOf } from './sources/public-access-block.js';

/** AWS answers for all regions in this one, and offers them in the commercial partition alone. */
const region = 'us-west-2';

const multiRegionAccessPoints = defineSource<Listing<MultiRegionAccessPointReport>>({
  actions: ['s3:ListMultiRegionAccessPoints'],
  load: async (aws) => {
    if (aws.place.partition !== 'aws') return { items: [] };
    return aws.list(
      's3:ListMultiRegionAccessPoints',
      (NextToken, options) => {
        const input = {
          AccountId: aws.place.accountId,
          MaxResults: 100,
          ...(NextToken === undefined ? {} : { NextToken }),
        };
        return aws.clients.s3Control(region).send(new ListMultiRegionAccessPointsCommand(input), options);
      },
      ({ AccessPoints, NextToken }) => ({ items: AccessPoints, next: NextToken }),
      region,
    );
  },
});

export const s3MultiRegionAccessPoint = defineCollector<MultiRegionAccessPointReport>()({
  collects: S3MultiRegionAccessPoint,
  list: multiRegionAccessPoints,
  base: ({ Name, Alias, Status }) => ({ name: Name, alias: Alias, status: Status }),
  facets: { publicAccessBlock: fromListing(({ PublicAccessBlock }) => publicAccessBlockOf(PublicAccessBlock)) },
});
