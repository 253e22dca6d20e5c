import { DescribeTransitGatewaysCommand, type TransitGateway } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { Ec2TransitGateway } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { ownedHere } from './sources/owned-here.js';

export const ec2TransitGateway = defineCollector<TransitGateway>()({
  collects: Ec2TransitGateway,
  list: ownedHere(
    describe(
      'ec2:DescribeTransitGateways',
      1_000,
      (ec2, page, options) => ec2.send(new DescribeTransitGatewaysCommand(page), options),
      ({ TransitGateways }) => TransitGateways,
    ),
  ),
  base: ({ TransitGatewayId }) => ({ gatewayId: TransitGatewayId }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    options: fromListing(({ Options }) => ({ autoAcceptSharedAttachments: Options?.AutoAcceptSharedAttachments })),
  },
});
