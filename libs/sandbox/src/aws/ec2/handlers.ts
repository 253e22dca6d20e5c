/** Every EC2 and VPC operation that the sandbox serves. */
import type { Handlers, Ec2Context } from '../context.js';
import { computeWrites } from './compute-writes.js';
import { endpointReads } from './endpoints.js';
import { instanceReads } from './instances.js';
import { launchReads } from './launch-templates.js';
import { networkReads } from './network.js';
import { networkWrites } from './network-writes.js';
import { regionReads } from './region-settings.js';
import { regionWrites } from './region-writes.js';
import { securityGroupWrites } from './security-group-writes.js';
import { securityGroupReads } from './security-groups.js';
import { storageReads } from './storage.js';

/** The operations by name. */
export const ec2Handlers: Handlers<Ec2Context> = {
  ...regionReads,
  ...instanceReads,
  ...securityGroupReads,
  ...storageReads,
  ...networkReads,
  ...endpointReads,
  ...launchReads,
  ...regionWrites,
  ...securityGroupWrites,
  ...computeWrites,
  ...networkWrites,
};
