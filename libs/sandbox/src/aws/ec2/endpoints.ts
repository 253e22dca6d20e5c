import {
  AllowedPrincipal$,
  ServiceConfiguration$,
  VpcEndpoint$,
  type AllowedPrincipal,
  type DescribeVpcEndpointServicePermissionsRequest,
  type DescribeVpcEndpointServicePermissionsResult,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { describe, listingHandler, need } from './describe.js';

const NO_SERVICE = { code: 'InvalidVpcEndpointServiceId.NotFound', noun: 'VpcEndpointService Id' };

function describePermissions(
  call: Ec2Context,
  input: DescribeVpcEndpointServicePermissionsRequest,
): DescribeVpcEndpointServicePermissionsResult {
  const service = need(call.ec2.endpointServices, input.ServiceId, NO_SERVICE.code, NO_SERVICE.noun);
  const principals = service.allowedPrincipals.map((principal): AllowedPrincipal => ({
    PrincipalType: principal === '*' ? 'All' : 'Account',
    Principal: principal,
    ServiceId: input.ServiceId,
  }));
  const page = describe(call, principals, undefined, input, {
    schema: AllowedPrincipal$,
    id: (allowed) => allowed.Principal,
    notFound: NO_SERVICE,
    pageRange: [1, 1000],
  });
  return { AllowedPrincipals: page.items, NextToken: page.next };
}

/** Operations that read VPC endpoints and the endpoint services that the account offers. */
export const endpointReads: Handlers<Ec2Context> = {
  DescribeVpcEndpoints: listingHandler((call) => call.ec2.vpcEndpoints.values(), 'VpcEndpoints', 'VpcEndpointIds', {
    schema: VpcEndpoint$,
    id: (endpoint) => endpoint.VpcEndpointId,
    notFound: { code: 'InvalidVpcEndpointId.NotFound', noun: 'VpcEndpoint Id' },
    pageRange: [1, 1000],
    filters: { 'vpc-endpoint-state': (endpoint) => endpoint.State },
  }),
  DescribeVpcEndpointServiceConfigurations: listingHandler(
    (call) => [...call.ec2.endpointServices.values()].map((service) => service.configuration),
    'ServiceConfigurations',
    'ServiceIds',
    { schema: ServiceConfiguration$, id: (service) => service.ServiceId, notFound: NO_SERVICE, pageRange: [1, 1000] },
  ),
  DescribeVpcEndpointServicePermissions: describePermissions,
};
