import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2Snapshot, Ec2Volume } from '@cspmexa/resources';
import { snapshotsByVolume } from '../indexes.js';
import { daysBefore } from './instance/state.js';
import { days, maxAge } from '../parameters.js';

export default definePolicy({
  id: 'aws-ec2-volume-has-recent-snapshot',
  title: text(
    'The newest snapshot of an EBS volume is at most {{maxAgeDays}} days old',
    'O snapshot mais novo de um volume EBS tem no máximo {{maxAgeDays}} dias',
  ),
  severity: 'low',
  on: Ec2Volume,
  needs: [],
  reads: { snapshots: snapshotsByVolume },
  sameAs: ['cloudsploit/ebsRecentSnapshots'],
  why: text(
    'Everything since the last snapshot is lost when the volume is.',
    'Tudo o que veio depois do último snapshot se perde com o volume.',
  ),
  fix: {
    steps: [
      text(
        'Take snapshots of {{volumeId}} on a schedule with AWS Backup or Data Lifecycle Manager.',
        'Agende snapshots de {{volumeId}} com AWS Backup ou Data Lifecycle Manager.',
      ),
    ],
    cli: 'aws ec2 create-snapshot --region {{region}} --volume-id {{volumeId}}',
  },
  parameters: { maxAgeDays: days(maxAge, 7) },
  check: (_, { base, related, now, parameters: { maxAgeDays } }) => {
    const snapshots = related.snapshots.of(base.volumeId);
    if (snapshots.length === 0)
      return skip(text('It has no snapshot, which is reported by itself.', 'Não tem snapshot, o que já é relatado.'));
    const newest = snapshots.map(({ facets }) => facets.age.startedAt ?? '').reduce((a, b) => (a > b ? a : b));
    return passIf(
      [
        condition(
          newest !== '' && new Date(newest) >= daysBefore(now, maxAgeDays),
          text('Its newest snapshot is recent', 'Seu snapshot mais novo é recente'),
          {
            actual: newest,
            expected: `${maxAgeDays} days`,
          },
        ),
      ],
      text(`Its newest snapshot is of ${newest}.`, `Seu snapshot mais novo é de ${newest}.`),
    );
  },
  examples: {
    'five days old': { others: [sample(Ec2Snapshot)], outcome: 'pass' },
    'five days old, where one is allowed': {
      others: [sample(Ec2Snapshot)],
      parameters: { maxAgeDays: 1 },
      outcome: 'fail',
    },
    'an old one only': {
      others: [sample(Ec2Snapshot, { facets: { age: { startedAt: '2025-12-01T00:00:00.000Z' } } })],
      outcome: 'fail',
    },
    'an old and a new one': {
      others: [
        sample(Ec2Snapshot),
        sample(Ec2Snapshot, {
          base: { snapshotId: 'snap-0b1b2c3d' },
          facets: { age: { startedAt: '2025-12-01T00:00:00.000Z' } },
        }),
      ],
      outcome: 'pass',
    },
    'no snapshot': { outcome: 'skip' },
    'snapshots could not be listed': { unlisted: [Ec2Snapshot], outcome: 'unknown' },
  },
});
