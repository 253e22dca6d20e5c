import type {
  AuthorizeSecurityGroupIngressRequest,
  CreateSecurityGroupRequest,
  DeleteSecurityGroupRequest,
  IpPermission,
  RevokeSecurityGroupIngressRequest,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import { makeSecurityGroup } from '../make/network.js';
import { need } from './describe.js';
import { addRules, ruleKey, rulesOf } from './rules.js';
import { NO_GROUP } from './security-groups.js';
import type { SecurityGroupRecord } from './state.js';
import { givenTags } from './tags.js';

function groupOf(call: Ec2Context, input: { GroupId?: string | undefined; GroupName?: string | undefined }) {
  if (input.GroupId === undefined && input.GroupName !== undefined) {
    const named = [...call.ec2.securityGroups.values()].find(({ group }) => group.GroupName === input.GroupName);
    if (named !== undefined) return named;
  }
  return need(call.ec2.securityGroups, input.GroupId, NO_GROUP.code, NO_GROUP.noun);
}

/** What both authorize and revoke are given: permissions, or a single one in the flat form. */
interface RuleInput {
  IpPermissions?: IpPermission[] | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
  CidrIp?: string | undefined;
}

function permissionsGiven(input: RuleInput): IpPermission[] {
  if (input.IpPermissions !== undefined) return input.IpPermissions;
  if (input.CidrIp === undefined) return [];
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
}

function authorize(call: Ec2Context, input: AuthorizeSecurityGroupIngressRequest, isEgress: boolean): object {
  const record = groupOf(call, input);
  const rules = rulesOf(permissionsGiven(input), isEgress, call.account.id);
  const known = new Set([...record.rules.values()].map(ruleKey));
  const duplicate = rules.find((rule) => known.has(ruleKey(rule)));
  if (duplicate !== undefined) {
    const peer = duplicate.CidrIpv4 ?? duplicate.CidrIpv6 ?? duplicate.ReferencedGroupInfo?.GroupId;
    const ports = `from port: ${duplicate.FromPort}, to port: ${duplicate.ToPort}`;
    throw new AwsError(
      'InvalidPermission.Duplicate',
      `the specified rule "peer: ${peer}, ${duplicate.IpProtocol}, ${ports}, ALLOW" already exists`,
    );
  }
  return { Return: true, SecurityGroupRules: addRules(record, rules, call.account.ids) };
}

function revoke(call: Ec2Context, input: RevokeSecurityGroupIngressRequest, isEgress: boolean): object {
  const record = groupOf(call, input);
  const ids = rulesToRevoke(record, input, isEgress, call.account.id);
  const RevokedSecurityGroupRules = ids.map((SecurityGroupRuleId) => {
    const { GroupId, IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId } =
      record.rules.get(SecurityGroupRuleId) ?? {};
    record.rules.delete(SecurityGroupRuleId);
    return { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId };
  });
  return { Return: true, RevokedSecurityGroupRules };
}

function rulesToRevoke(
  record: SecurityGroupRecord,
  input: RevokeSecurityGroupIngressRequest,
  isEgress: boolean,
  owner: string,
): string[] {
  const byId = input.SecurityGroupRuleIds ?? [];
  const missing = byId.filter((id) => record.rules.get(id)?.IsEgress !== isEgress);
  if (missing.length > 0) {
    const message = `The security group rule ID '${missing[0]}' does not exist`;
    throw new AwsError('InvalidSecurityGroupRuleId.NotFound', message);
  }
  const wanted = new Set(rulesOf(permissionsGiven(input), isEgress, owner).map(ruleKey));
  const matching = [...record.rules].filter(([, rule]) => wanted.has(ruleKey(rule))).map(([id]) => id);
  if (wanted.size > matching.length) {
    throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  }
  return [...byId, ...matching];
}

function createGroup(call: Ec2Context, input: CreateSecurityGroupRequest): object {
  const name = input.GroupName ?? '';
  const vpcId = input.VpcId ?? [...call.ec2.vpcs.values()].find((vpc) => vpc.IsDefault === true)?.VpcId;
  const vpc = need(call.ec2.vpcs, vpcId, 'InvalidVpcID.NotFound', 'vpc ID');
  const taken = [...call.ec2.securityGroups.values()].some(
    ({ group }) => group.VpcId === vpc.VpcId && group.GroupName === name,
  );
  if (taken) {
    const message = `The security group '${name}' already exists for VPC '${vpc.VpcId}'`;
    throw new AwsError('InvalidGroup.Duplicate', message);
  }
  const place = { account: call.account, region: call.region, at: call.now };
  const tags = givenTags(input.TagSpecifications);
  const { group } = makeSecurityGroup(place, vpc.VpcId ?? '', name, input.Description ?? '', [], tags);
  return { GroupId: group.GroupId, SecurityGroupArn: group.SecurityGroupArn };
}

function deleteGroup(call: Ec2Context, input: DeleteSecurityGroupRequest): object {
  const { group } = groupOf(call, input);
  if (group.GroupName === 'default') {
    throw new AwsError(
      'CannotDelete',
      `the specified group: "${group.GroupId}" name: "default" cannot be deleted by a user`,
    );
  }
  const usedByCard = [...call.ec2.networkInterfaces.values()].some((card) =>
    card.Groups?.some((each) => each.GroupId === group.GroupId),
  );
  const usedByRule = [...call.ec2.securityGroups.values()].some(
    (record) =>
      record.group.GroupId !== group.GroupId &&
      [...record.rules.values()].some((rule) => rule.ReferencedGroupInfo?.GroupId === group.GroupId),
  );
  if (usedByCard || usedByRule) {
    throw new AwsError('DependencyViolation', `resource ${group.GroupId} has a dependent object`);
  }
  call.ec2.securityGroups.delete(group.GroupId ?? '');
  return { Return: true, GroupId: group.GroupId };
}

/** Operations that change security groups. */
export const securityGroupWrites: Handlers<Ec2Context> = {
  AuthorizeSecurityGroupIngress: (call, input: AuthorizeSecurityGroupIngressRequest) => authorize(call, input, false),
  AuthorizeSecurityGroupEgress: (call, input: AuthorizeSecurityGroupIngressRequest) => authorize(call, input, true),
  RevokeSecurityGroupIngress: (call, input: RevokeSecurityGroupIngressRequest) => revoke(call, input, false),
  RevokeSecurityGroupEgress: (call, input: RevokeSecurityGroupIngressRequest) => revoke(call, input, true),
  CreateSecurityGroup: createGroup,
  DeleteSecurityGroup: deleteGroup,
};
