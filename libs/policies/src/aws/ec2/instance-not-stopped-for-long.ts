import { cannotTell, condition, definePolicy, pass, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';
import { days } from '../parameters.js';

export default definePolicy({
  id: 'aws-ec2-instance-not-stopped-for-long',
  title: text(
    'Instances are not left stopped for more than {{maxStoppedDays}} days',
    'Instâncias não ficam paradas por mais de {{maxStoppedDays}} dias',
  ),
  severity: 'low',
  on: Ec2Instance,
  needs: ['state', 'launch'],
  controls: ['fsbp/EC2.4'],
  sameAs: ['prowler/ec2_instance_stopped_older_than_specific_days'],
  why: text(
    'A stopped instance gets no patches: started again months later, it runs with flaws that everyone knows.',
    'Uma instância parada não recebe correções: religada meses depois, roda com falhas que todos conhecem.',
  ),
  fix: {
    steps: [
      text(
        'If {{instanceId}} is not needed, take an image of it and terminate it; else start and patch it.',
        'Se {{instanceId}} não é necessária, crie uma imagem e encerre-a; senão, inicie e aplique as correções.',
      ),
    ],
    cli: `aws ec2 create-image --region {{region}} --instance-id {{instanceId}} --name archive-{{instanceId}}
aws ec2 terminate-instances --region {{region}} --instance-ids {{instanceId}}`,
  },
  parameters: { maxStoppedDays: days(text('Longest time stopped', 'Maior tempo parada'), 30) },
  check: ({ state: { name, stoppedAt }, launch: { launchedAt } }, { now, parameters: { maxStoppedDays } }) => {
    const says = text('It is not stopped since long ago', 'Não está parada há muito tempo');
    if (name !== 'stopped') return pass(condition(true, says, { path: 'state.name', actual: name }));
    const limit = daysBefore(now, maxStoppedDays);
    // It cannot have stopped before it started.
    const since = stoppedAt ?? (launchedAt !== null && new Date(launchedAt) >= limit ? launchedAt : null);
    if (since === null)
      return cannotTell(text('AWS does not say when it was stopped.', 'A AWS não diz quando foi parada.'));
    return passIf(
      [
        condition(new Date(since) >= limit, says, {
          path: 'state.stoppedAt',
          actual: since,
          expected: `${maxStoppedDays} days`,
        }),
      ],
      text(`It is stopped since ${since}.`, `Está parada desde ${since}.`),
    );
  },
  examples: {
    running: { outcome: 'pass' },
    'stopped yesterday': {
      given: { state: { name: 'stopped', stoppedAt: '2026-01-14T12:00:00.000Z' } },
      outcome: 'pass',
    },
    'stopped 31 days ago': {
      given: { state: { name: 'stopped', stoppedAt: '2025-12-15T11:00:00.000Z' } },
      outcome: 'fail',
    },
    'stopped 31 days ago, where 60 are allowed': {
      given: { state: { name: 'stopped', stoppedAt: '2025-12-15T11:00:00.000Z' } },
      parameters: { maxStoppedDays: 60 },
      outcome: 'pass',
    },
    'stopped, AWS does not say when, started two weeks ago': {
      given: { state: { name: 'stopped', stoppedAt: null } },
      outcome: 'pass',
    },
    'stopped, AWS does not say when': {
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
      outcome: 'unknown',
    },
    'terminated long ago': {
      given: { state: { name: 'terminated', stoppedAt: '2025-01-01T00:00:00.000Z' } },
      outcome: 'pass',
    },
  },
});
