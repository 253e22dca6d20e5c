import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { VpcNetworkAcl } from '@cspmexa/resources';

export default definePolicy({
  id: 'aws-vpc-network-acl-is-used',
  title: text('Network ACLs are in use', 'ACLs de rede estão em uso'),
  severity: 'low',
  on: VpcNetworkAcl,
  needs: [],
  controls: ['fsbp/EC2.16'],
  sameAs: ['prowler/ec2_networkacl_unused'],
  why: text(
    'An ACL that filters nothing makes people believe in a protection that is not there.',
    'Uma ACL que não filtra nada faz acreditar em uma proteção que não existe.',
  ),
  fix: {
    steps: [
      text('Associate {{aclId}} with its subnets, or delete it.', 'Associe {{aclId}} às suas sub-redes ou exclua-a.'),
    ],
    cli: 'aws ec2 delete-network-acl --region {{region}} --network-acl-id {{aclId}}',
  },
  check: (_, { base }) => {
    if (base.isDefault) return skip(text('The default ACL cannot be deleted.', 'A ACL padrão não pode ser excluída.'));
    return passIf(
      [
        condition(base.subnetIds.length > 0, text('A subnet uses it', 'Uma sub-rede a usa'), {
          path: 'subnetIds',
          actual: base.subnetIds.slice(0, 5),
        }),
      ],
      text('No subnet uses it.', 'Nenhuma sub-rede a usa.'),
    );
  },
  examples: {
    'a subnet uses it': { outcome: 'pass' },
    'no subnet uses it': { base: { subnetIds: [] }, outcome: 'fail' },
    'the default ACL': { base: { isDefault: true, subnetIds: [] }, outcome: 'skip' },
  },
});
