import { DescribeNetworkAclsCommand, type NetworkAcl, type NetworkAclEntry } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, tagsOf } from '@cspmexa/collector-kit';
import { VpcNetworkAcl } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { portOf, protocolOf } from './sources/port.js';

const isAllow: Readonly<Record<string, boolean>> = { allow: true, deny: false };

/** ICMP entries have a type and a code in place of ports. */
const isIcmp = (protocol: string | undefined): boolean => protocol === '1' || protocol === '58';

function entryOf(entry: NetworkAclEntry) {
  const ports = isIcmp(entry.Protocol) ? { From: -1, To: -1 } : entry.PortRange;
  const ipv4 = entry.CidrBlock ?? null;
  const ipv6 = entry.Ipv6CidrBlock ?? null;
  return {
    number: entry.RuleNumber,
    egress: entry.Egress,
    allow: isAllow[entry.RuleAction ?? ''],
    protocol: protocolOf(entry.Protocol),
    fromPort: portOf(entry.Protocol, ports?.From),
    toPort: portOf(entry.Protocol, ports?.To),
    // Each entry is for one of the two.
    ipv4: ipv4 === null && ipv6 === null ? undefined : ipv4,
    ipv6,
  };
}

export const vpcNetworkAcl = defineCollector<NetworkAcl>()({
  collects: VpcNetworkAcl,
  list: describe(
    'ec2:DescribeNetworkAcls',
    1_000,
    (ec2, page, options) => ec2.send(new DescribeNetworkAclsCommand(page), options),
    ({ NetworkAcls }) => NetworkAcls,
  ),
  base: ({ NetworkAclId, VpcId, IsDefault, Associations }) => ({
    aclId: NetworkAclId,
    vpcId: VpcId,
    isDefault: IsDefault,
    subnetIds: Associations?.map(({ SubnetId }) => SubnetId),
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: { entries: fromListing(({ Entries }) => Entries?.map(entryOf)) },
});
