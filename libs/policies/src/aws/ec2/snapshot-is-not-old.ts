import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';

const most = 365;

export default definePolicy({
  id: 'aws-ec2-snapshot-is-not-old',
  title: text('EBS snapshots are at most a year old', 'Snapshots EBS têm no máximo um ano'),
  severity: 'info',
  on: Ec2Snapshot,
  needs: ['age'],
  sameAs: ['cloudsploit/ebsOldSnapshots'],
  why: text(
    'Old snapshots keep data that should be deleted by now, and cost money every month.',
    'Snapshots antigos guardam dados que já deveriam ter sido excluídos e custam dinheiro todo mês.',
  ),
  fix: {
    steps: [
      text(
        'Delete {{snapshotId}} if no rule asks to keep it.',
        'Exclua {{snapshotId}} se nenhuma regra manda guardá-lo.',
      ),
    ],
    cli: 'aws ec2 delete-snapshot --region {{region}} --snapshot-id {{snapshotId}}',
  },
  check: ({ age: { startedAt } }, { now }) =>
    passIf(
      [
        condition(
          startedAt === null || new Date(startedAt) >= daysBefore(now, most),
          text('It was taken in the last year', 'Foi criado no último ano'),
          {
            path: 'age.startedAt',
            actual: startedAt,
            expected: '365 days',
          },
        ),
      ],
      text(`It was taken on ${startedAt}.`, `Foi criado em ${startedAt}.`),
    ),
  examples: {
    'five days old': { outcome: 'pass' },
    'two years old': { given: { age: { startedAt: '2024-01-01T00:00:00.000Z' } }, outcome: 'fail' },
  },
});
