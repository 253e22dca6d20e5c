import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  type ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import { defineCollector, fromCall, fromListing, tagsOf, wholeOf } from '@cspmexa/collector-kit';
import { VpcEndpointService } from '@cspmexa/resources';
import { describe } from './sources/describe.js';

const permissionsAction = 'ec2:DescribeVpcEndpointServicePermissions';

export const vpcEndpointService = defineCollector<ServiceConfiguration>()({
  collects: VpcEndpointService,
  list: describe(
    'ec2:DescribeVpcEndpointServiceConfigurations',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand(page), options),
    ({ ServiceConfigurations }) => ServiceConfigurations,
  ),
  base: ({ ServiceId, ServiceName }) => ({ serviceId: ServiceId, serviceName: ServiceName }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    acceptance: fromListing(({ AcceptanceRequired }) => ({ required: AcceptanceRequired })),
    allowedPrincipals: fromCall({
      action: permissionsAction,
      read: async (aws, { ServiceId }, { region }) => {
        const listing = await aws.list(
          permissionsAction,
          (NextToken, options) => {
            const input = { ServiceId, MaxResults: 1_000, ...(NextToken === undefined ? {} : { NextToken }) };
            return aws.clients.ec2(region).send(new DescribeVpcEndpointServicePermissionsCommand(input), options);
          },
          ({ AllowedPrincipals, NextToken }) => ({ items: AllowedPrincipals, next: NextToken }),
        );
        return wholeOf(listing).map(({ Principal }) => Principal);
      },
    }),
  },
});
