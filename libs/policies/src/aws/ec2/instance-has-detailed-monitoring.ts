import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';

export default definePolicy({
  id: 'aws-ec2-instance-has-detailed-monitoring',
  title: text('Instances are monitored every minute', 'Instâncias são monitoradas a cada minuto'),
  severity: 'low',
  on: Ec2Instance,
  needs: ['state', 'monitoring'],
  sameAs: ['prowler/ec2_instance_detailed_monitoring_enabled', 'cloudsploit/enableDetailedMonitoring'],
  why: text(
    'With a value every five minutes only, short bursts of load, such as an attack, go unseen.',
    'Com um valor só a cada cinco minutos, picos curtos de carga, como um ataque, passam despercebidos.',
  ),
  fix: {
    steps: [
      text(
        'In the EC2 console, choose {{instanceId}}, Actions, Monitor and troubleshoot, Manage detailed monitoring, Enable.',
        'No console do EC2, escolha {{instanceId}}, Ações, Monitorar e solucionar problemas, Gerenciar monitoramento detalhado, Habilitar.',
      ),
    ],
    cli: 'aws ec2 monitor-instances --region {{region}} --instance-ids {{instanceId}}',
    terraform: `resource "aws_instance" "example" {
  # …
  monitoring = true
}`,
  },
  check: ({ state, monitoring }) =>
    skipGone(state) ??
    passIf(
      [
        condition(monitoring.detailed, text('Detailed monitoring is on', 'O monitoramento detalhado está ligado'), {
          path: 'monitoring.detailed',
          actual: monitoring.detailed,
          expected: true,
        }),
      ],
      text('Detailed monitoring is off.', 'O monitoramento detalhado está desligado.'),
    ),
  examples: {
    on: { outcome: 'pass' },
    off: { given: { monitoring: { detailed: false } }, outcome: 'fail' },
    terminated: { given: { ...terminated, monitoring: { detailed: false } }, outcome: 'skip' },
  },
});
