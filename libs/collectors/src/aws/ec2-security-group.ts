import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { Ec2SecurityGroup } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { portOf, protocolOf } from './sources/port.js';

const ruleOf = (rule: IpPermission) => ({
  protocol: protocolOf(rule.IpProtocol),
  fromPort: portOf(rule.IpProtocol, rule.FromPort),
  toPort: portOf(rule.IpProtocol, rule.ToPort),
  ipv4: rule.IpRanges?.map(({ CidrIp }) => CidrIp),
  ipv6: rule.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6),
  prefixLists: rule.PrefixListIds?.map(({ PrefixListId }) => PrefixListId),
  groups: rule.UserIdGroupPairs?.map(({ GroupId, UserId }) => ({
    groupId: GroupId ?? null,
    accountId: UserId ?? null,
  })),
});

export const ec2SecurityGroup = defineCollector<SecurityGroup>()({
  collects: Ec2SecurityGroup,
  list: describe(
    'ec2:DescribeSecurityGroups',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeSecurityGroupsCommand(page), options),
    ({ SecurityGroups }) => SecurityGroups,
  ),
  base: ({ GroupId, GroupName, VpcId }) => ({ groupId: GroupId, groupName: GroupName, vpcId: VpcId ?? null }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    rules: fromListing(({ IpPermissions, IpPermissionsEgress }) => ({
      ingress: IpPermissions?.map(ruleOf),
      egress: IpPermissionsEgress?.map(ruleOf),
    })),
    description: fromListing(({ Description }) => Description),
  },
});
