import { DescribeVpcEndpointsCommand, type VpcEndpoint as ListedEndpoint } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, legible, tagsOf } from '@cspmexa/collector-kit';
import { VpcEndpoint } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { documentOf } from './sources/document.js';

/** Only gateway endpoints have route tables, for servers that do not name the type. */
const typeOf = ({ VpcEndpointType, RouteTableIds }: ListedEndpoint): string | undefined =>
  VpcEndpointType ?? (RouteTableIds?.length ? 'Gateway' : undefined);

/**
 * Only gateway endpoints have a policy always; interface endpoints of some services, and the other types, have none.
 */
const policyOf = (endpoint: ListedEndpoint): string | null | undefined =>
  legible(endpoint.PolicyDocument) === undefined && typeOf(endpoint) !== 'Gateway'
    ? null
    : documentOf(endpoint.PolicyDocument);

export const vpcEndpoint = defineCollector<ListedEndpoint>()({
  collects: VpcEndpoint,
  list: describe(
    'ec2:DescribeVpcEndpoints',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeVpcEndpointsCommand(page), options),
    ({ VpcEndpoints }) => VpcEndpoints,
  ),
  base: (endpoint) => ({
    endpointId: endpoint.VpcEndpointId,
    vpcId: endpoint.VpcId,
    // Endpoints of VPC Lattice lead to a network or a resource, not to a service.
    serviceName: endpoint.ServiceName ?? endpoint.ServiceNetworkArn ?? endpoint.ResourceConfigurationArn,
    type: typeOf(endpoint),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    policy: fromListing(policyOf),
    placement: fromListing(({ SubnetIds, State }) => ({ subnetIds: SubnetIds, state: State })),
  },
});
