/** Rules for examples. */
import type { NetworkAclEntry, SecurityGroupRule } from '@cspmexa/resources';

/** An inbound rule for one TCP port or range from the whole IPv4 internet, but for what is given. */
export const openRule = (fromPort: number | null, given: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  protocol: 'tcp',
  fromPort,
  toPort: fromPort,
  ipv4: ['0.0.0.0/0'],
  ipv6: [],
  prefixLists: [],
  groups: [],
  ...given,
});

/** All protocols and ports from the whole IPv4 internet. */
export const everythingOpen: SecurityGroupRule = openRule(null, { protocol: '-1' });

/** The facet of a group with these inbound rules. */
export const inboundRules = (...ingress: SecurityGroupRule[]) => ({ rules: { ingress, egress: [] } });

/** An inbound entry that allows everything from the whole IPv4 internet, but for what is given. */
export const aclEntry = (number: number, given: Partial<NetworkAclEntry> = {}): NetworkAclEntry => ({
  number,
  egress: false,
  allow: true,
  protocol: '-1',
  fromPort: null,
  toPort: null,
  ipv4: '0.0.0.0/0',
  ipv6: null,
  ...given,
});
