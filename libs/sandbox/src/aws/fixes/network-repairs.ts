import type { SandboxAccount } from '../account.js';
import { ec2Region, type AccountState } from '../state.js';
import type { Ec2RegionState } from '../ec2/state.js';
import type { Problem } from '../seeds/seeding.js';
import type { ArnParts, BothLanguages, Repair } from './fix.js';
import { rememberFields, rememberKeys, rememberRemoval, type Undo } from './undo.js';

const regionOf = ({ state }: { state: AccountState }, { region }: ArnParts): Ec2RegionState => ec2Region(state, region);

const rememberGroup = (account: SandboxAccount, resource: ArnParts): Undo =>
  rememberFields(regionOf(account, resource).securityGroups.get(resource.name), 'rules');

/** Revokes the ingress rules of a group that everybody may use; `port` narrows to those that include it. */
function revokeFromWorld(account: SandboxAccount, resource: ArnParts, port?: number): void {
  const record = regionOf(account, resource).securityGroups.get(resource.name);
  const ids = [...(record?.rules.values() ?? [])]
    .filter((rule) => rule.IsEgress === false && (rule.CidrIpv4 === '0.0.0.0/0' || rule.CidrIpv6 === '::/0'))
    .filter(
      ({ FromPort = -1, ToPort = -1 }) => port === undefined || FromPort < 0 || (FromPort <= port && port <= ToPort),
    )
    .map((rule) => rule.SecurityGroupRuleId);
  if (ids.length === 0) return;
  const input = { GroupId: resource.name, SecurityGroupRuleIds: ids };
  account.invoke('ec2', 'RevokeSecurityGroupIngress', input, resource.region);
}

function closePort(what: string, port: number | undefined): Repair {
  return {
    title: (name: string): BothLanguages => ({
      en: `Close ${what} to the internet in ${name}`,
      pt: `Fechar ${what} para a internet em ${name}`,
    }),
    remember: rememberGroup,
    apply: (account, resource) => revokeFromWorld(account, resource, port),
  };
}

/** Repairs of the network's problems. */
export const networkRepairs: Partial<Record<Problem, Repair>> = {
  'group-open-ssh': closePort('SSH', 22),
  'group-open-rdp': closePort('RDP', 3389),
  'group-open-mysql': closePort('MySQL', 3306),
  'group-open-all-ports': {
    ...closePort('', undefined),
    title: (name) => ({
      en: `Close all ports to the internet in ${name}`,
      pt: `Fechar todas as portas para a internet em ${name}`,
    }),
  },
  'group-unused': {
    title: (name) => ({
      en: `Delete the unused security group ${name}`,
      pt: `Excluir o grupo de segurança ${name}, sem uso`,
    }),
    remember: (account, resource) => rememberRemoval(regionOf(account, resource).securityGroups, resource.name),
    apply: (account, { name, region }) => void account.invoke('ec2', 'DeleteSecurityGroup', { GroupId: name }, region),
  },
  'default-group-has-rules': {
    title: (name) => ({
      en: `Remove the rules of the default group ${name}`,
      pt: `Remover as regras do grupo padrão ${name}`,
    }),
    remember: rememberGroup,
    apply: (account, resource) => {
      const rules = [...(regionOf(account, resource).securityGroups.get(resource.name)?.rules.values() ?? [])];
      for (const isEgress of [false, true]) {
        const ids = rules.filter((rule) => rule.IsEgress === isEgress).map((rule) => rule.SecurityGroupRuleId);
        if (ids.length === 0) continue;
        const action = isEgress ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress';
        account.invoke('ec2', action, { GroupId: resource.name, SecurityGroupRuleIds: ids }, resource.region);
      }
    },
  },
  'flow-logs-missing': {
    title: (name) => ({ en: `Turn flow logs on in ${name}`, pt: `Ligar os flow logs em ${name}` }),
    remember: (account, resource) =>
      rememberKeys(regionOf(account, resource).flowLogs, (log) => log.ResourceId === resource.name),
    apply: (account, { name, region }) =>
      void account.invoke(
        'ec2',
        'CreateFlowLogs',
        { ResourceIds: [name], ResourceType: 'VPC', TrafficType: 'ALL', LogGroupName: '/vpc/flow' },
        region,
      ),
  },
  'subnet-assigns-public-ip': {
    title: (name) => ({
      en: `Stop ${name} from handing out public addresses`,
      pt: `Impedir que ${name} distribua endereços públicos`,
    }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).subnets.get(resource.name), 'MapPublicIpOnLaunch'),
    apply: (account, { name, region }) =>
      void account.invoke(
        'ec2',
        'ModifySubnetAttribute',
        { SubnetId: name, MapPublicIpOnLaunch: { Value: false } },
        region,
      ),
  },
  'network-acl-open-admin-ports': {
    title: (name) => ({
      en: `Refuse SSH and RDP from the internet in ${name}`,
      pt: `Recusar SSH e RDP vindos da internet em ${name}`,
    }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).networkAcls.get(resource.name), 'Entries'),
    apply: (account, { name, region }) => {
      for (const [RuleNumber, port] of [
        [50, 22],
        [51, 3389],
      ]) {
        const PortRange = { From: port, To: port };
        const entry = {
          RuleNumber,
          Protocol: '6',
          RuleAction: 'deny',
          Egress: false,
          CidrBlock: '0.0.0.0/0',
          PortRange,
        };
        account.invoke('ec2', 'CreateNetworkAclEntry', { NetworkAclId: name, ...entry }, region);
      }
    },
  },
  'ebs-encryption-default-off': {
    title: () => ({ en: 'Encrypt new volumes by default', pt: 'Criptografar novos volumes por padrão' }),
    remember: (account, resource) => rememberFields(regionOf(account, resource).settings, 'ebsEncryptionByDefault'),
    apply: (account, { region }) => void account.invoke('ec2', 'EnableEbsEncryptionByDefault', {}, region),
  },
  'snapshot-block-public-access-off': {
    title: () => ({ en: 'Block public sharing of snapshots', pt: 'Bloquear o compartilhamento público de snapshots' }),
    remember: (account, resource) => rememberFields(regionOf(account, resource).settings, 'snapshotBlockPublicAccess'),
    apply: (account, { region }) =>
      void account.invoke('ec2', 'EnableSnapshotBlockPublicAccess', { State: 'block-all-sharing' }, region),
  },
};
