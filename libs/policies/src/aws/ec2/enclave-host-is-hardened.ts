import { cannotTell, condition, definePolicy, passIf, sample, skip, text, type Row } from '@cspmexa/policy-kit';
import { Ec2Instance, Ec2SecurityGroup } from '@cspmexa/resources';
import { groupsById } from '../indexes.js';
import type { Family } from './network/addresses.js';
import { describePorts, intersectPorts, withoutPorts, type PortRange, type Transport } from './network/ports.js';
import { everythingOpen, inboundRules, openRule } from './network/sample-rules.js';
import { internetPorts } from './network/security-group.js';
import { transports } from './network/services.js';
import { skipGone } from './instance/state.js';

const families: readonly Family[] = [4, 6];
const allowedPorts = [22, 80, 443];
/** Where the programs usually listen that pass traffic on to an enclave. */
const proxyPorts: readonly PortRange[] = [
  { from: 5000, to: 5000 },
  { from: 8000, to: 8090 },
  { from: 9000, to: 9000 },
];
const on = { enclave: { enabled: true } };
const facing = { network: { publicIp: '203.0.113.50', publicIpv6: [], publicDnsName: null, interfaces: [] } };
const group = (...rules: Parameters<typeof inboundRules>) =>
  sample(Ec2SecurityGroup, { facets: inboundRules(...rules) });

const rows = {
  running: {
    title: text('The host of the enclave runs', 'O host do enclave está em execução'),
    severity: 'medium',
    sameAs: ['prowler/ec2_confidential_workload_host_not_running'],
  },
  imdsv2: {
    title: text('The host of the enclave requires IMDSv2', 'O host do enclave exige IMDSv2'),
    severity: 'high',
    sameAs: ['prowler/ec2_confidential_workload_host_imdsv2_not_enforced'],
  },
  'public-ip': {
    title: text('The host of the enclave has no public address', 'O host do enclave não tem endereço público'),
    severity: 'medium',
    sameAs: ['prowler/ec2_confidential_workload_host_public_ip'],
  },
  ingress: {
    title: text(
      'The host of the enclave opens no unusual port to the internet',
      'O host do enclave não abre porta incomum para a internet',
    ),
    severity: 'high',
    sameAs: ['prowler/ec2_confidential_workload_host_unrestricted_ingress'],
  },
  'vsock-proxy': {
    title: text(
      'The host of the enclave opens no usual port of a vsock proxy to the internet',
      'O host do enclave não abre para a internet portas usuais de proxy vsock',
    ),
    severity: 'medium',
    sameAs: ['prowler/ec2_confidential_workload_host_vsock_proxy_exposed'],
  },
} as const satisfies Record<string, Row>;

const unwanted = (row: 'ingress' | 'vsock-proxy', transport: Transport, open: readonly PortRange[]): PortRange[] =>
  row === 'ingress' ? withoutPorts(open, allowedPorts) : transport === 'tcp' ? intersectPorts(open, proxyPorts) : [];

export default definePolicy({
  id: 'aws-ec2-enclave-host-is-hardened',
  title: text('Hosts of Nitro Enclaves are hardened', 'Hosts de Nitro Enclaves são reforçados'),
  severity: 'high',
  on: Ec2Instance,
  needs: ['enclave', 'state', 'metadataOptions', 'network'],
  reads: { groups: groupsById },
  rows,
  why: text(
    'An enclave holds the most sensitive data, and its host feeds it: who owns the host decides what goes in and comes out.',
    'Um enclave guarda os dados mais sensíveis e é alimentado pelo host: quem domina o host decide o que entra e sai.',
  ),
  fix: {
    steps: [
      text(
        'Require IMDSv2 on {{instanceId}}, remove its public address, and limit its security groups to known sources.',
        'Exija IMDSv2 em {{instanceId}}, remova seu endereço público e limite seus grupos de segurança a origens conhecidas.',
      ),
    ],
    cli: 'aws ec2 modify-instance-metadata-options --region {{region}} --instance-id {{instanceId}} --http-tokens required',
    terraform: `resource "aws_instance" "enclave_host" {
  # …
  associate_public_ip_address = false
  enclave_options {
    enabled = true
  }
  metadata_options {
    http_tokens = "required"
  }
}`,
  },
  check: (facets, { base, related, row: { id: row } }) => {
    if (!facets.enclave.enabled) return skip(text('It hosts no enclave.', 'Não hospeda enclave.'));
    if (row === 'running') {
      const { name } = facets.state;
      return passIf(
        [
          condition(!['stopped', 'shutting-down', 'terminated'].includes(name), text('It runs', 'Está em execução'), {
            path: 'state.name',
            actual: name,
            expected: 'running',
          }),
        ],
        text(
          `The instance is ${name}, so its enclaves are gone.`,
          `A instância está ${name}; seus enclaves deixaram de existir.`,
        ),
      );
    }
    const gone = skipGone(facets.state);
    if (gone) return gone;
    if (row === 'imdsv2') {
      const { metadataOptions } = facets;
      return passIf(
        [
          condition(
            metadataOptions?.httpEndpoint === 'disabled' || metadataOptions?.httpTokens === 'required',
            text('It requires IMDSv2', 'Exige IMDSv2'),
            {
              path: 'metadataOptions.httpTokens',
              actual: metadataOptions?.httpTokens ?? null,
              expected: 'required',
            },
          ),
        ],
        text(
          'The metadata service answers version 1 requests.',
          'O serviço de metadados responde a requisições da versão 1.',
        ),
      );
    }
    if (row === 'public-ip') {
      const { publicIp } = facets.network;
      return passIf(
        [
          condition(publicIp === null, text('It has no public address', 'Não tem endereço público'), {
            path: 'network.publicIp',
            actual: publicIp,
          }),
        ],
        text(`It has the public address ${publicIp}.`, `Tem o endereço público ${publicIp}.`),
      );
    }
    const groups = base.securityGroupIds.map((id) => ({ id, group: related.groups.of(id)[0] }));
    const open = groups.flatMap(({ id, group: seen }) =>
      families.flatMap((family) =>
        transports.flatMap((transport) => {
          const ports = unwanted(row, transport, internetPorts(seen?.facets.rules.ingress ?? [], transport, family));
          return ports.length > 0 ? [`${transport.toUpperCase()} ${describePorts(ports)} (${id}, IPv${family})`] : [];
        }),
      ),
    );
    const unseen = groups.find(({ group: seen }) => seen === undefined);
    if (open.length === 0 && unseen)
      return cannotTell(
        text(`Security group ${unseen.id} was not seen.`, `O grupo de segurança ${unseen.id} não foi visto.`),
      );
    return passIf(
      [
        condition(
          open.length === 0,
          text('No unusual port is open to the internet', 'Nenhuma porta incomum está aberta para a internet'),
          {
            path: 'securityGroupIds',
            actual: open,
          },
        ),
      ],
      text(`Open to the internet: ${open.join('; ')}.`, `Aberto para a internet: ${open.join('; ')}.`),
    );
  },
  examples: {
    'no enclave': { outcome: 'skip' },
    'a hardened host': { given: on, others: [group(openRule(443))], outcome: 'pass', fails: [] },
    'tokens optional': {
      given: { ...on, metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'optional', hopLimit: 2 } },
      others: [group()],
      outcome: 'fail',
      fails: ['imdsv2'],
    },
    'a public address and everything open': {
      given: { ...on, ...facing },
      others: [group(everythingOpen)],
      outcome: 'fail',
      fails: ['public-ip', 'ingress', 'vsock-proxy'],
    },
    'a port of its own': { given: on, others: [group(openRule(9100))], outcome: 'fail', fails: ['ingress'] },
    'a port of a proxy': {
      given: on,
      others: [group(openRule(8080))],
      outcome: 'fail',
      fails: ['ingress', 'vsock-proxy'],
    },
    'a group that was not seen': { given: on, outcome: 'unknown', fails: [] },
    stopped: {
      given: { ...on, state: { name: 'stopped', stoppedAt: null } },
      others: [group()],
      outcome: 'fail',
      fails: ['running'],
    },
    terminated: {
      given: { ...on, state: { name: 'terminated', stoppedAt: null } },
      outcome: 'fail',
      fails: ['running'],
    },
    'about to stop': {
      given: { ...on, state: { name: 'stopping', stoppedAt: null } },
      others: [group()],
      outcome: 'pass',
      fails: [],
    },
  },
});
