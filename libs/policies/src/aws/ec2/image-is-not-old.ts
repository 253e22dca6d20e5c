import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Image } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';

const most = 90;

export default definePolicy({
  id: 'aws-ec2-image-is-not-old',
  title: text('AMIs are at most 90 days old', 'AMIs têm no máximo 90 dias'),
  severity: 'low',
  on: Ec2Image,
  needs: ['age'],
  sameAs: ['cloudsploit/oldAmi'],
  why: text(
    'An old image starts instances without the patches of the last months.',
    'Uma imagem antiga inicia instâncias sem as correções dos últimos meses.',
  ),
  fix: {
    steps: [
      text(
        'Build a new image on a schedule and deregister {{imageId}}.',
        'Gere uma imagem nova periodicamente e cancele o registro de {{imageId}}.',
      ),
    ],
    cli: 'aws ec2 deregister-image --region {{region}} --image-id {{imageId}}',
  },
  check: ({ age: { createdAt } }, { now }) =>
    passIf(
      [
        condition(
          createdAt === null || !(new Date(createdAt) < daysBefore(now, most)),
          text('It was made in the last 90 days', 'Foi criada nos últimos 90 dias'),
          {
            path: 'age.createdAt',
            actual: createdAt,
            expected: '90 days',
          },
        ),
      ],
      text(`It was made on ${createdAt}.`, `Foi criada em ${createdAt}.`),
    ),
  examples: {
    'two weeks old': { outcome: 'pass' },
    'half a year old': {
      given: { age: { createdAt: '2025-07-01T00:00:00.000Z', deprecatedAt: null } },
      outcome: 'fail',
    },
  },
});
