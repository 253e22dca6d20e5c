import { S3MultiRegionAccessPoint } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { switches } from './shared/public-access-block.js';

export default definePolicy({
  id: 'aws-s3-multi-region-access-point-blocks-public-access',
  title: text(
    'S3 multi-Region access points block public access',
    'Pontos de acesso S3 multirregião bloqueiam o acesso público',
  ),
  severity: 'high',
  on: S3MultiRegionAccessPoint,
  needs: ['publicAccessBlock'],
  controls: ['fsbp/S3.24'],
  sameAs: ['prowler/s3_multi_region_access_point_public_access_block'],
  why: text(
    'Its block is set when it is made and cannot be changed: without it, one policy opens the buckets of all its Regions.',
    'O bloqueio é definido na criação e não muda: sem ele, uma política abre os buckets de todas as regiões.',
  ),
  fix: {
    steps: [
      text(
        'The settings cannot be changed. Make a new multi-Region access point with Block all public access on.',
        'As configurações não mudam. Crie outro ponto de acesso multirregião com o bloqueio de todo acesso público.',
      ),
      text('Move its users to the new one and delete {{name}}.', 'Mova os usuários para o novo e exclua {{name}}.'),
    ],
    cli: `aws s3control create-multi-region-access-point --account-id {{accountId}} --region us-west-2 --details '{"Name":"{{name}}-private","PublicAccessBlock":{"BlockPublicAcls":true,"IgnorePublicAcls":true,"BlockPublicPolicy":true,"RestrictPublicBuckets":true},"Regions":[{"Bucket":"BUCKET-1"},{"Bucket":"BUCKET-2"}]}'
aws s3control delete-multi-region-access-point --account-id {{accountId}} --region us-west-2 --details Name={{name}}`,
    terraform: `resource "aws_s3control_multi_region_access_point" "this" {
  details {
    name = "{{name}}-private"
    public_access_block {
      block_public_acls       = true
      ignore_public_acls      = true
      block_public_policy     = true
      restrict_public_buckets = true
    }
    region {
      bucket = "BUCKET-1"
    }
  }
}`,
  },
  check: ({ publicAccessBlock }) => {
    const off = switches.filter((name) => !publicAccessBlock?.[name]);
    return passIf(
      switches.map((name) =>
        condition(!off.includes(name), text(`${name} is on`, `${name} está ligado`), {
          path: `publicAccessBlock.${name}`,
          actual: publicAccessBlock?.[name] ?? null,
          expected: true,
        }),
      ),
      text(`Switched off: ${off.join(', ')}.`, `Desligado: ${off.join(', ')}.`),
    );
  },
  examples: {
    'all four are on': { outcome: 'pass' },
    'one is off': {
      given: {
        publicAccessBlock: {
          blockPublicAcls: false,
          ignorePublicAcls: true,
          blockPublicPolicy: true,
          restrictPublicBuckets: true,
        },
      },
      outcome: 'fail',
    },
    'it could not be read': { given: { publicAccessBlock: denied }, outcome: 'unknown' },
  },
});
