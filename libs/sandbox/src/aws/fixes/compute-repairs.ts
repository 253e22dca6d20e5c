import type { SandboxAccount } from '../account.js';
import type { Ec2RegionState } from '../ec2/state.js';
import type { Problem } from '../seeds/seeding.js';
import { ec2Region } from '../state.js';
import type { ArnParts, Repair } from './fix.js';
import { allOf, rememberFields, type Undo } from './undo.js';

const regionOf = ({ state }: SandboxAccount, { region }: ArnParts): Ec2RegionState => ec2Region(state, region);

/** Remembers an instance's public address, on the instance, its network interfaces and the address itself. */
function rememberAddress(account: SandboxAccount, resource: ArnParts): Undo {
  const { instances, addresses, networkInterfaces } = regionOf(account, resource);
  const instance = instances.get(resource.name)?.instance;
  const cards = (instance?.NetworkInterfaces ?? []).map((card) => card.NetworkInterfaceId ?? '');
  const own = [...addresses.values()].filter((address) => address.InstanceId === resource.name);
  return allOf(
    rememberFields(instance, 'PublicIpAddress', 'PublicDnsName', 'NetworkInterfaces'),
    ...cards.map((id) => rememberFields(networkInterfaces.get(id), 'Association')),
    ...own.map((address) =>
      rememberFields(address, 'AssociationId', 'InstanceId', 'NetworkInterfaceId', 'PrivateIpAddress'),
    ),
  );
}

/** Repairs of the problems of instances, volumes, snapshots and images. */
export const computeRepairs: Partial<Record<Problem, Repair>> = {
  'instance-allows-imdsv1': {
    title: (name) => ({ en: `Require IMDSv2 on ${name}`, pt: `Exigir IMDSv2 em ${name}` }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).instances.get(resource.name)?.instance, 'MetadataOptions'),
    apply: (account, { name, region }) =>
      void account.invoke('ec2', 'ModifyInstanceMetadataOptions', { InstanceId: name, HttpTokens: 'required' }, region),
  },
  'instance-user-data-secret': {
    title: (name) => ({
      en: `Take the secret out of the user data of ${name}`,
      pt: `Tirar o segredo do user data de ${name}`,
    }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).instances.get(resource.name), 'userData'),
    apply: (account, { name, region }) => {
      account.invoke('ec2', 'StopInstances', { InstanceIds: [name] }, region);
      const UserData = { Value: Buffer.from('#!/bin/bash\nsystemctl start worker\n') };
      account.invoke('ec2', 'ModifyInstanceAttribute', { InstanceId: name, UserData }, region);
      account.invoke('ec2', 'StartInstances', { InstanceIds: [name] }, region);
    },
  },
  'instance-exposed': {
    title: (name) => ({ en: `Take the public address from ${name}`, pt: `Tirar o endereço público de ${name}` }),
    remember: rememberAddress,
    apply: (account, resource) => {
      for (const address of regionOf(account, resource).addresses.values()) {
        if (address.InstanceId !== resource.name) continue;
        account.invoke('ec2', 'DisassociateAddress', { AssociationId: address.AssociationId }, resource.region);
      }
    },
  },
  'snapshot-public': {
    title: (name) => ({ en: `Stop sharing ${name} with everybody`, pt: `Parar de compartilhar ${name} com todos` }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).snapshots.get(resource.name), 'createVolumePermissions'),
    apply: (account, { name, region }) => {
      const input = { SnapshotId: name, CreateVolumePermission: { Remove: [{ Group: 'all' }] } };
      account.invoke('ec2', 'ModifySnapshotAttribute', input, region);
    },
  },
  'image-public': {
    title: (name) => ({ en: `Stop sharing ${name} with everybody`, pt: `Parar de compartilhar ${name} com todos` }),
    remember: (account, resource) =>
      rememberFields(regionOf(account, resource).images.get(resource.name), 'launchPermissions'),
    apply: (account, { name, region }) => {
      const input = { ImageId: name, LaunchPermission: { Remove: [{ Group: 'all' }] } };
      account.invoke('ec2', 'ModifyImageAttribute', input, region);
    },
  },
};
