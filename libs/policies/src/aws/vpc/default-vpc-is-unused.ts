import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2NetworkInterface, Vpc } from '@cspmexa/resources';
import { interfacesByVpc } from '../indexes.js';

export default definePolicy({
  id: 'aws-vpc-default-vpc-is-unused',
  title: text('Default VPCs are not used', 'VPCs padrão não são usadas'),
  severity: 'low',
  on: Vpc,
  needs: [],
  reads: { interfaces: interfacesByVpc },
  sameAs: ['cloudsploit/defaultVpcInUse'],
  why: text(
    'Every subnet of a default VPC leads to the internet and gives public addresses: what lands there is exposed unless somebody prevents it.',
    'Toda sub-rede da VPC padrão leva à internet e dá endereços públicos: o que cai nela fica exposto, salvo se alguém impedir.',
  ),
  fix: {
    steps: [
      text(
        'Move the workload of {{vpcId}} to a VPC that was designed for it.',
        'Mova a carga de {{vpcId}} para uma VPC projetada para ela.',
      ),
    ],
    cli: `aws ec2 describe-network-interfaces --region {{region}} --filters Name=vpc-id,Values={{vpcId}} --query 'NetworkInterfaces[].[NetworkInterfaceId,Description]' --output table`,
  },
  check: (_, { base, related }) => {
    if (!base.isDefault) return skip(text('Not a default VPC.', 'Não é uma VPC padrão.'));
    const interfaces = related.interfaces.of(base.vpcId).map(({ base: theirs }) => theirs.interfaceId);
    return passIf(
      [
        condition(
          interfaces.length === 0,
          text('No network interface is in it', 'Nenhuma interface de rede está nela'),
          { actual: interfaces.slice(0, 5) },
        ),
      ],
      text(
        `Network interfaces are in it, such as ${interfaces[0]}.`,
        `Há interfaces de rede nela, como ${interfaces[0]}.`,
      ),
    );
  },
  examples: {
    'a default VPC without anything': { base: { isDefault: true }, outcome: 'pass' },
    'a default VPC in use': { base: { isDefault: true }, others: [sample(Ec2NetworkInterface)], outcome: 'fail' },
    'another VPC': { others: [sample(Ec2NetworkInterface)], outcome: 'skip' },
    'interfaces could not be listed': {
      base: { isDefault: true },
      unlisted: [Ec2NetworkInterface],
      outcome: 'unknown',
    },
  },
});
