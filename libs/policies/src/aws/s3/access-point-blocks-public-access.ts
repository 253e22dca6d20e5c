import { S3AccessPoint } from '@cspmexa/resources';
import { condition, definePolicy, denied, fail, passIf, text } from '@cspmexa/policy-kit';
import { switches } from './shared/public-access-block.js';

export default definePolicy({
  id: 'aws-s3-access-point-blocks-public-access',
  title: text('S3 access points block public access', 'Pontos de acesso S3 bloqueiam o acesso público'),
  severity: 'critical',
  on: S3AccessPoint,
  needs: ['publicAccessBlock'],
  controls: ['fsbp/S3.19'],
  sameAs: ['prowler/s3_access_point_public_access_block'],
  why: text(
    'The block of an access point is set when it is made and cannot be changed: without it, one policy opens the bucket behind it.',
    'O bloqueio de um ponto de acesso é definido na criação e não muda: sem ele, uma política abre o bucket por trás.',
  ),
  fix: {
    steps: [
      text(
        'The settings of an access point cannot be changed. Make a new one for the bucket {{bucket}} with Block all public access on.',
        'As configurações de um ponto de acesso não mudam. Crie outro para o bucket {{bucket}} com o bloqueio de todo acesso público.',
      ),
      text('Move its users to the new one and delete {{name}}.', 'Mova os usuários para o novo e exclua {{name}}.'),
    ],
    cli: `aws s3control create-access-point --account-id {{accountId}} --region {{region}} --name {{name}}-private --bucket {{bucket}} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3control delete-access-point --account-id {{accountId}} --region {{region}} --name {{name}}`,
    terraform: `resource "aws_s3_access_point" "this" {
  bucket = "{{bucket}}"
  name   = "{{name}}-private"
  public_access_block_configuration {
    block_public_acls       = true
    ignore_public_acls      = true
    block_public_policy     = true
    restrict_public_buckets = true
  }
}`,
  },
  check: ({ publicAccessBlock }, { base }) => {
    const off = switches.filter((name) => !publicAccessBlock?.[name]);
    const conditions = switches.map((name) =>
      condition(!off.includes(name), text(`${name} is on`, `${name} está ligado`), {
        path: `publicAccessBlock.${name}`,
        actual: publicAccessBlock?.[name] ?? null,
        expected: true,
      }),
    );
    const reason = text(`Switched off: ${off.join(', ')}.`, `Desligado: ${off.join(', ')}.`);
    // Only requests from its VPC reach such a point, whatever its policy says.
    if (off.length > 0 && base.networkOrigin.toUpperCase() === 'VPC')
      return fail(reason, conditions, { severity: 'medium' });
    return passIf(conditions, reason);
  },
  examples: {
    'all four are on': { outcome: 'pass' },
    'one is off': {
      given: {
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: true,
          restrictPublicBuckets: false,
        },
      },
      outcome: 'fail',
    },
    'none is set': { given: { publicAccessBlock: null }, outcome: 'fail' },
    'none is set, but only a VPC reaches it': {
      base: { networkOrigin: 'VPC' },
      given: { publicAccessBlock: null },
      outcome: 'fail',
    },
    'it could not be read': { given: { publicAccessBlock: denied }, outcome: 'unknown' },
  },
});
