/** Security group rules, and the permissions that AWS groups them into. */
import type { IpPermission, SecurityGroup, SecurityGroupRule, UserIdGroupPair } from '@aws-sdk/client-ec2';
import type { IdSource } from '../ids.js';
import type { SecurityGroupRecord } from './state.js';

/** The group as DescribeSecurityGroups tells it, with its permissions in both directions. */
export function groupWithPermissions({ group, rules }: SecurityGroupRecord): SecurityGroup {
  const all = [...rules.values()];
  return {
    ...group,
    IpPermissions: permissionsOf(all.filter((rule) => rule.IsEgress !== true)),
    IpPermissionsEgress: permissionsOf(all.filter((rule) => rule.IsEgress === true)),
  };
}

type Grouped = IpPermission & {
  IpRanges: NonNullable<IpPermission['IpRanges']>;
  Ipv6Ranges: NonNullable<IpPermission['Ipv6Ranges']>;
  PrefixListIds: NonNullable<IpPermission['PrefixListIds']>;
  UserIdGroupPairs: UserIdGroupPair[];
};

/** Groups rules of one direction by protocol and ports. */
export function permissionsOf(rules: readonly SecurityGroupRule[]): IpPermission[] {
  const grouped = new Map<string, Grouped>();
  for (const rule of rules) {
    const key = `${rule.IpProtocol}/${rule.FromPort}/${rule.ToPort}`;
    let permission = grouped.get(key);
    if (permission === undefined) {
      const ports = rule.IpProtocol === '-1' ? {} : { FromPort: rule.FromPort, ToPort: rule.ToPort };
      permission = {
        IpProtocol: rule.IpProtocol,
        ...ports,
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      };
      grouped.set(key, permission);
    }
    const description = rule.Description === undefined ? {} : { Description: rule.Description };
    if (rule.CidrIpv4 !== undefined) permission.IpRanges.push({ CidrIp: rule.CidrIpv4, ...description });
    if (rule.CidrIpv6 !== undefined) permission.Ipv6Ranges.push({ CidrIpv6: rule.CidrIpv6, ...description });
    if (rule.PrefixListId !== undefined) {
      permission.PrefixListIds.push({ PrefixListId: rule.PrefixListId, ...description });
    }
    if (rule.ReferencedGroupInfo !== undefined) {
      const { GroupId, UserId } = rule.ReferencedGroupInfo;
      permission.UserIdGroupPairs.push({ GroupId, UserId, ...description });
    }
  }
  return [...grouped.values()];
}

/** The single rules that permissions stand for, without ids. */
export function rulesOf(permissions: readonly IpPermission[], isEgress: boolean, owner: string): SecurityGroupRule[] {
  return permissions.flatMap((permission) => {
    const all = permission.IpProtocol === '-1';
    const base = {
      GroupOwnerId: owner,
      IsEgress: isEgress,
      IpProtocol: protocolName(permission.IpProtocol),
      FromPort: all ? -1 : permission.FromPort,
      ToPort: all ? -1 : permission.ToPort,
    };
    return [
      ...(permission.IpRanges ?? []).map((range) => rule(base, { CidrIpv4: range.CidrIp }, range)),
      ...(permission.Ipv6Ranges ?? []).map((range) => rule(base, { CidrIpv6: range.CidrIpv6 }, range)),
      ...(permission.PrefixListIds ?? []).map((list) => rule(base, { PrefixListId: list.PrefixListId }, list)),
      ...(permission.UserIdGroupPairs ?? []).map((pair) =>
        rule(base, { ReferencedGroupInfo: { GroupId: pair.GroupId, UserId: pair.UserId ?? owner } }, pair),
      ),
    ];
  });
}

function rule(base: SecurityGroupRule, target: SecurityGroupRule, source: { Description?: string | undefined }) {
  return { ...base, ...target, ...(source.Description === undefined ? {} : { Description: source.Description }) };
}

const PROTOCOL_NAMES: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

function protocolName(protocol: string | undefined): string {
  return PROTOCOL_NAMES[protocol ?? '-1'] ?? protocol ?? '-1';
}

/** What makes two rules the same to AWS: direction, protocol, ports and the other side. */
export function ruleKey(rule: SecurityGroupRule): string {
  const other = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
  return [rule.IsEgress === true, rule.IpProtocol, rule.FromPort, rule.ToPort, other].join('|');
}

/** Adds rules to a group and answers them with their ids. */
export function addRules(record: SecurityGroupRecord, rules: SecurityGroupRule[], ids: IdSource): SecurityGroupRule[] {
  return rules.map((each) => {
    const id = ids.ec2('sgr');
    const added = { SecurityGroupRuleId: id, GroupId: record.group.GroupId, ...each };
    record.rules.set(id, added);
    return added;
  });
}
