import {
  SecurityGroup$,
  SecurityGroupRule$,
  type DescribeSecurityGroupsRequest,
  type DescribeSecurityGroupsResult,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { ec2NotFound } from '../errors.js';
import { describe, listingHandler, type Listing } from './describe.js';
import { groupWithPermissions } from './rules.js';

/** The error and noun of a security group that does not exist. */
export const NO_GROUP = { code: 'InvalidGroup.NotFound', noun: 'security group' };

const listing: Listing<SecurityGroup> = {
  schema: SecurityGroup$,
  id: (group) => group.GroupId,
  notFound: NO_GROUP,
  filters: {
    'ip-permission.cidr': (group) =>
      group.IpPermissions?.flatMap((each) => each.IpRanges?.map((range) => range.CidrIp)),
    'ip-permission.ipv6-cidr': (group) =>
      group.IpPermissions?.flatMap((each) => each.Ipv6Ranges?.map((range) => range.CidrIpv6)),
    'ip-permission.from-port': (group) => group.IpPermissions?.map((each) => each.FromPort),
    'ip-permission.to-port': (group) => group.IpPermissions?.map((each) => each.ToPort),
    'ip-permission.protocol': (group) => group.IpPermissions?.map((each) => each.IpProtocol),
    'ip-permission.group-id': (group) =>
      group.IpPermissions?.flatMap((each) => each.UserIdGroupPairs?.map((pair) => pair.GroupId)),
  },
};

function describeSecurityGroups(call: Ec2Context, input: DescribeSecurityGroupsRequest): DescribeSecurityGroupsResult {
  let groups = [...call.ec2.securityGroups.values()].map(groupWithPermissions);
  const names = input.GroupNames ?? [];
  if (names.length > 0) {
    const missing = names.filter((name) => !groups.some((group) => group.GroupName === name));
    if (missing.length > 0) throw ec2NotFound(NO_GROUP.code, NO_GROUP.noun, missing);
    groups = groups.filter((group) => names.includes(group.GroupName ?? ''));
  }
  const page = describe(call, groups, input.GroupIds, input, listing);
  return { SecurityGroups: page.items, NextToken: page.next };
}

/** Operations that read security groups. */
export const securityGroupReads: Handlers<Ec2Context> = {
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: listingHandler(
    (call) => [...call.ec2.securityGroups.values()].flatMap((record) => [...record.rules.values()]),
    'SecurityGroupRules',
    'SecurityGroupRuleIds',
    {
      schema: SecurityGroupRule$,
      id: (rule) => rule.SecurityGroupRuleId,
      notFound: { code: 'InvalidSecurityGroupRuleId.NotFound', noun: 'security group rule ID' },
    },
  ),
};
