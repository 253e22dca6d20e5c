import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';
import { days, maxAge } from '../parameters.js';

export default definePolicy({
  id: 'aws-ec2-snapshot-is-not-old',
  title: text('EBS snapshots are at most {{maxAgeDays}} days old', 'Snapshots EBS têm no máximo {{maxAgeDays}} dias'),
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
  parameters: { maxAgeDays: days(maxAge, 365) },
  check: ({ age: { startedAt } }, { now, parameters: { maxAgeDays } }) =>
    passIf(
      [
        condition(
          startedAt === null || new Date(startedAt) >= daysBefore(now, maxAgeDays),
          text(`It was taken in the last ${maxAgeDays} days`, `Foi criado nos últimos ${maxAgeDays} dias`),
          {
            path: 'age.startedAt',
            actual: startedAt,
            expected: `${maxAgeDays} days`,
          },
        ),
      ],
      text(`It was taken on ${startedAt}.`, `Foi criado em ${startedAt}.`),
    ),
  examples: {
    'five days old': { outcome: 'pass' },
    'five days old, where three are allowed': { parameters: { maxAgeDays: 3 }, outcome: 'fail' },
    'two years old': { given: { age: { startedAt: '2024-01-01T00:00:00.000Z' } }, outcome: 'fail' },
  },
});
