import { DescribeInternetGatewaysCommand, type InternetGateway } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { VpcInternetGateway } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

export const vpcInternetGateway = defineCollector<InternetGateway>()({
  collects: VpcInternetGateway,
  list: describe(
    'ec2:DescribeInternetGateways',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeInternetGatewaysCommand(page), options),
    ({ InternetGateways }) => InternetGateways,
  ),
  base: ({ InternetGatewayId }) => ({ gatewayId: InternetGatewayId }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    attachments: fromListing(({ Attachments }) =>
      Attachments?.map(({ VpcId, State }) => ({ vpcId: VpcId, state: State })),
    ),
  },
});
