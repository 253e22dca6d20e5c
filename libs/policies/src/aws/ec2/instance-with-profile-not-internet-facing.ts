import { condition, definePolicy, fail, pass, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';

const facing = { network: { publicIp: '203.0.113.50', publicIpv6: [], publicDnsName: null, interfaces: [] } };

export default definePolicy({
  id: 'aws-ec2-instance-with-profile-not-internet-facing',
  title: text('Instances with a role have no public address', 'Instâncias com função não têm endereço público'),
  severity: 'medium',
  on: Ec2Instance,
  needs: ['state', 'network', 'profile'],
  sameAs: ['prowler/ec2_instance_internet_facing_with_instance_profile'],
  why: text(
    'Who breaks into the instance over the internet gets the credentials of its role, and with them a way into the account.',
    'Quem invade a instância pela internet ganha as credenciais da função e, com elas, um caminho para dentro da conta.',
  ),
  fix: {
    steps: [
      text(
        'Put the instance behind a load balancer in a private subnet, or reduce its role to what it needs.',
        'Ponha a instância atrás de um balanceador em sub-rede privada ou reduza sua função ao necessário.',
      ),
    ],
    cli: `aws ec2 describe-iam-instance-profile-associations --region {{region}} --filters Name=instance-id,Values={{instanceId}}
aws ec2 disassociate-iam-instance-profile --region {{region}} --association-id ASSOCIATION_ID`,
    terraform: `resource "aws_instance" "private" {
  # …
  subnet_id                   = aws_subnet.private.id
  associate_public_ip_address = false
}`,
  },
  check: (facets) => {
    const gone = skipGone(facets.state);
    if (gone) return gone;
    const { publicIp } = facets.network;
    const address = condition(publicIp === null, text('It has no public address', 'Não tem endereço público'), {
      path: 'network.publicIp',
      actual: publicIp,
    });
    if (publicIp === null) return pass(address);
    const { profile } = facets;
    const role = condition(profile === null, text('It has no role', 'Não tem função'), {
      path: 'profile.arn',
      actual: profile?.arn ?? null,
    });
    if (profile === null) return pass(role);
    return fail(
      text(
        `It has the public address ${publicIp} and the role of ${profile.arn}.`,
        `Tem o endereço público ${publicIp} e a função de ${profile.arn}.`,
      ),
      [address, role],
    );
  },
  examples: {
    'a role, but private': { outcome: 'pass' },
    'public, but no role': { given: { ...facing, profile: null }, outcome: 'pass' },
    'public and a role': { given: facing, outcome: 'fail' },
    'private, and the role could not be read': {
      given: { profile: { known: false, reason: 'denied', action: 'ec2:DescribeInstances', detail: '' } },
      outcome: 'pass',
    },
    terminated: { given: { ...facing, ...terminated }, outcome: 'skip' },
  },
});
