import { condition, definePolicy, passIf, skip, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';
import { days } from '../parameters.js';

export default definePolicy({
  id: 'aws-ec2-instance-is-renewed',
  title: text(
    'Instances do not run for more than {{maxRunningDays}} days',
    'Instâncias não rodam por mais de {{maxRunningDays}} dias',
  ),
  severity: 'low',
  on: Ec2Instance,
  needs: ['state', 'launch'],
  sameAs: ['prowler/ec2_instance_older_than_specific_days'],
  why: text(
    'An instance that is never replaced gathers missing patches and changes by hand that nobody can repeat.',
    'Uma instância que nunca é substituída acumula correções faltantes e mudanças manuais que ninguém consegue repetir.',
  ),
  fix: {
    steps: [
      text(
        'Start a new instance from a current image and retire {{instanceId}}; an Auto Scaling group with a maximum lifetime does it by itself.',
        'Inicie uma instância nova com imagem atual e aposente {{instanceId}}; um grupo de Auto Scaling com tempo de vida máximo faz isso sozinho.',
      ),
    ],
    cli: 'aws autoscaling update-auto-scaling-group --region {{region}} --auto-scaling-group-name GROUP_NAME --max-instance-lifetime 7776000',
    terraform: `resource "aws_autoscaling_group" "example" {
  # …
  max_instance_lifetime = 7776000 # 90 days
}`,
  },
  parameters: { maxRunningDays: days(text('Longest time running', 'Maior tempo em execução'), 180) },
  check: ({ state, launch }, { now, parameters: { maxRunningDays } }) => {
    if (state.name !== 'running') return skip(text('It does not run.', 'Não está em execução.'));
    const { launchedAt } = launch;
    return passIf(
      [
        condition(
          launchedAt === null || new Date(launchedAt) >= daysBefore(now, maxRunningDays),
          text(`It was started in the last ${maxRunningDays} days`, `Foi iniciada nos últimos ${maxRunningDays} dias`),
          {
            path: 'launch.launchedAt',
            actual: launchedAt,
            expected: `${maxRunningDays} days`,
          },
        ),
      ],
      text(`It runs since ${launchedAt}.`, `Roda desde ${launchedAt}.`),
    );
  },
  examples: {
    'two weeks old': { outcome: 'pass' },
    'two weeks old, where one is allowed': { parameters: { maxRunningDays: 7 }, outcome: 'fail' },
    'a year old': {
      given: {
        launch: {
          launchedAt: '2025-01-01T00:00:00.000Z',
          type: null,
          keyName: null,
          virtualization: 'hvm',
          platform: null,
          lifecycle: null,
        },
      },
      outcome: 'fail',
    },
    'a year old, but stopped': {
      given: {
        state: { name: 'stopped', stoppedAt: null },
        launch: {
          launchedAt: '2025-01-01T00:00:00.000Z',
          type: null,
          keyName: null,
          virtualization: 'hvm',
          platform: null,
          lifecycle: null,
        },
      },
      outcome: 'skip',
    },
  },
});
