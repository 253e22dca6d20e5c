import { condition, definePolicy, passIf, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2Image, Ec2Instance } from '@cspmexa/resources';
import { imagesById } from '../indexes.js';
import { skipGone, terminated } from './instance/state.js';

const imageDeprecatedAt = (deprecatedAt: string | null) =>
  sample(Ec2Image, { facets: { age: { createdAt: '2024-01-01T00:00:00.000Z', deprecatedAt } } });

export default definePolicy({
  id: 'aws-ec2-instance-image-is-not-deprecated',
  title: text(
    'Instances run from images that are not deprecated',
    'Instâncias rodam a partir de imagens não descontinuadas',
  ),
  severity: 'medium',
  on: Ec2Instance,
  needs: ['state'],
  reads: { images: imagesById },
  sameAs: ['prowler/ec2_instance_with_outdated_ami', 'cloudsploit/outdatedAmiInUse'],
  why: text(
    'A deprecated image gets no fixes from its publisher, so what is started from it begins life out of date.',
    'Uma imagem descontinuada não recebe correções de quem a publica; o que nasce dela já nasce desatualizado.',
  ),
  fix: {
    steps: [
      text(
        'Replace {{instanceId}} by an instance from a current image.',
        'Substitua {{instanceId}} por uma instância de imagem atual.',
      ),
    ],
    cli: `aws ec2 describe-images --region {{region}} --image-ids {{imageId}} --include-deprecated --query 'Images[].[Name,DeprecationTime]'`,
  },
  check: ({ state }, { base, now, related }) => {
    const gone = skipGone(state);
    if (gone) return gone;
    const [image] = related.images.of(base.imageId);
    if (image === undefined)
      return skip(text('The image belongs to somebody else.', 'A imagem pertence a outro dono.'));
    const { deprecatedAt } = image.facets.age;
    return passIf(
      [
        condition(
          deprecatedAt === null || new Date(deprecatedAt) > now,
          text('Its image is not deprecated', 'Sua imagem não está descontinuada'),
          {
            path: 'imageId',
            actual: { imageId: base.imageId, deprecatedAt },
          },
        ),
      ],
      text(
        `Its image ${base.imageId} is deprecated since ${deprecatedAt}.`,
        `Sua imagem ${base.imageId} está descontinuada desde ${deprecatedAt}.`,
      ),
    );
  },
  examples: {
    'an image without an end': { others: [imageDeprecatedAt(null)], outcome: 'pass' },
    'an image with an end to come': { others: [imageDeprecatedAt('2027-01-01T00:00:00.000Z')], outcome: 'pass' },
    'a deprecated image': { others: [imageDeprecatedAt('2025-06-01T00:00:00.000Z')], outcome: 'fail' },
    'an image of somebody else': { outcome: 'skip' },
    'images could not be listed': { unlisted: [Ec2Image], outcome: 'unknown' },
    terminated: { given: terminated, others: [imageDeprecatedAt('2025-06-01T00:00:00.000Z')], outcome: 'skip' },
  },
});
