import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';
import { count } from '../parameters.js';

const face = { subnetId: 'subnet-0a1b2c3d', securityGroupIds: ['sg-0a1b2c3d'], publicIp: null };
const two = {
  network: {
    publicIp: null,
    publicIpv6: [],
    publicDnsName: null,
    interfaces: [
      { ...face, id: 'eni-0a1b2c3d' },
      { ...face, id: 'eni-0b1b2c3d' },
    ],
  },
};

export default definePolicy({
  id: 'aws-ec2-instance-has-one-interface',
  title: text('Instances have one network interface', 'Instâncias têm uma interface de rede'),
  severity: 'low',
  on: Ec2Instance,
  needs: ['state', 'network'],
  controls: ['fsbp/EC2.17'],
  sameAs: ['prowler/ec2_instance_uses_single_eni'],
  why: text(
    'An instance with a foot in two subnets can carry traffic between them past the rules that separate them.',
    'Uma instância com um pé em duas sub-redes pode levar tráfego entre elas, contornando as regras que as separam.',
  ),
  fix: {
    steps: [
      text(
        'Detach the interfaces of {{instanceId}} that it does not need.',
        'Desanexe as interfaces de {{instanceId}} de que ela não precisa.',
      ),
    ],
    cli: `aws ec2 describe-network-interfaces --region {{region}} --filters Name=attachment.instance-id,Values={{instanceId}} --query 'NetworkInterfaces[].[NetworkInterfaceId,Attachment.AttachmentId,SubnetId]' --output table
aws ec2 detach-network-interface --region {{region}} --attachment-id ATTACHMENT_ID`,
  },
  parameters: {
    maxInterfaces: count(text('Most interfaces', 'Máximo de interfaces'), text('interfaces', 'interfaces'), 1, {
      ...{ min: 1, max: 50 },
    }),
  },
  check: ({ state, network }, { parameters: { maxInterfaces } }) => {
    const gone = skipGone(state);
    if (gone) return gone;
    const ids = network.interfaces.map(({ id }) => id);
    return passIf(
      [
        condition(
          ids.length <= maxInterfaces,
          maxInterfaces === 1
            ? text('It has at most one network interface', 'Tem no máximo uma interface de rede')
            : text(
                `It has at most ${maxInterfaces} network interfaces`,
                `Tem no máximo ${maxInterfaces} interfaces de rede`,
              ),
          {
            path: 'network.interfaces',
            actual: ids,
            expected: maxInterfaces,
          },
        ),
      ],
      text(
        `It has ${ids.length} network interfaces: ${ids.join(', ')}.`,
        `Tem ${ids.length} interfaces de rede: ${ids.join(', ')}.`,
      ),
    );
  },
  examples: {
    'one interface': { outcome: 'pass' },
    'two interfaces': { given: two, outcome: 'fail' },
    'two interfaces, where two are allowed': { given: two, parameters: { maxInterfaces: 2 }, outcome: 'pass' },
    'two interfaces, but terminated': { given: { ...two, ...terminated }, outcome: 'skip' },
  },
});
