import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2Image } from '@cspmexa/resources';
import { daysBefore } from './instance/state.js';
import { days, maxAge } from '../parameters.js';

export default definePolicy({
  id: 'aws-ec2-image-is-not-old',
  title: text('AMIs are at most {{maxAgeDays}} days old', 'AMIs têm no máximo {{maxAgeDays}} dias'),
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
  parameters: { maxAgeDays: days(maxAge, 90) },
  check: ({ age: { createdAt } }, { now, parameters: { maxAgeDays } }) =>
    passIf(
      [
        condition(
          createdAt === null || !(new Date(createdAt) < daysBefore(now, maxAgeDays)),
          text(`It was made in the last ${maxAgeDays} days`, `Foi criada nos últimos ${maxAgeDays} dias`),
          {
            path: 'age.createdAt',
            actual: createdAt,
            expected: `${maxAgeDays} days`,
          },
        ),
      ],
      text(`It was made on ${createdAt}.`, `Foi criada em ${createdAt}.`),
    ),
  examples: {
    'two weeks old': { outcome: 'pass' },
    'two weeks old, where one is allowed': { parameters: { maxAgeDays: 7 }, outcome: 'fail' },
    'half a year old': {
      given: { age: { createdAt: '2025-07-01T00:00:00.000Z', deprecatedAt: null } },
      outcome: 'fail',
    },
  },
});
