import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';

const paravirtual = {
  launch: {
    launchedAt: null,
    type: 'm1.small',
    keyName: null,
    virtualization: 'paravirtual',
    platform: null,
    lifecycle: null,
  },
};

export default definePolicy({
  id: 'aws-ec2-instance-is-not-paravirtual',
  title: text('Instances use hardware virtualization', 'Instâncias usam virtualização por hardware'),
  severity: 'medium',
  on: Ec2Instance,
  needs: ['state', 'launch'],
  controls: ['fsbp/EC2.24'],
  sameAs: ['prowler/ec2_instance_paravirtual_type'],
  why: text(
    'Paravirtual instances run on hardware and kernels of long ago, without the isolation of the current generation.',
    'Instâncias paravirtuais rodam em hardware e kernels antigos, sem o isolamento da geração atual.',
  ),
  fix: {
    steps: [
      text(
        'Start the workload of {{instanceId}} again from an HVM image on a current instance type.',
        'Inicie a carga de {{instanceId}} de novo com uma imagem HVM em um tipo de instância atual.',
      ),
    ],
    cli: `aws ec2 describe-images --region {{region}} --owners amazon --filters Name=virtualization-type,Values=hvm Name=name,Values='al2023-ami-2023*' --query 'sort_by(Images,&CreationDate)[-1].ImageId'`,
  },
  check: ({ state, launch }) =>
    skipGone(state) ??
    passIf(
      [
        condition(launch.virtualization !== 'paravirtual', text('It is not paravirtual', 'Não é paravirtual'), {
          path: 'launch.virtualization',
          actual: launch.virtualization,
          expected: 'hvm',
        }),
      ],
      text('It is a paravirtual instance.', 'É uma instância paravirtual.'),
    ),
  examples: {
    hvm: { outcome: 'pass' },
    paravirtual: { given: paravirtual, outcome: 'fail' },
    terminated: { given: { ...paravirtual, ...terminated }, outcome: 'skip' },
  },
});
