import { IamServerCertificate } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { dayOf, isWithin } from './shared/dates.js';
import { days } from '../parameters.js';

const validUntil = (expiresAt: string | null) => ({
  validity: { uploadedAt: '2025-01-01T00:00:00.000Z', expiresAt },
});

export default definePolicy({
  id: 'aws-iam-server-certificate-not-expired',
  title: text('Server certificates in IAM are valid', 'Certificados de servidor no IAM são válidos'),
  severity: 'high',
  on: IamServerCertificate,
  needs: ['validity'],
  why: text(
    'A certificate that has run out is rejected by clients, and people learn to click warnings away.',
    'Um certificado vencido é rejeitado pelos clientes, e as pessoas aprendem a ignorar avisos.',
  ),
  fix: {
    steps: [
      text(
        'Move what uses {{name}} to a certificate of AWS Certificate Manager, which renews itself.',
        'Mova o que usa {{name}} para um certificado do AWS Certificate Manager, que se renova sozinho.',
      ),
      text(
        'Delete {{name}} from IAM with the command line: the console does not show it.',
        'Exclua {{name}} do IAM pela linha de comando: o console não o mostra.',
      ),
    ],
    cli: 'aws iam delete-server-certificate --server-certificate-name {{name}}',
    terraform: `resource "aws_acm_certificate" "this" {
  domain_name       = "www.example.com"
  validation_method = "DNS"
}`,
  },
  rows: {
    expired: {
      title: text('It has not expired', 'Não venceu'),
      severity: 'high',
      controls: ['cis-aws-5.0/1.18', 'cis-aws-7.0/2.17', 'fsbp/IAM.26'],
      sameAs: ['prowler/iam_no_expired_server_certificates_stored'],
    },
    soon: {
      title: text('It does not expire within {{noticeDays}} days', 'Não vence em {{noticeDays}} dias'),
      severity: 'low',
      sameAs: ['cloudsploit/certificateExpiry'],
      impliedBy: 'expired',
    },
  },
  parameters: { noticeDays: days(text('Notice before it expires', 'Aviso antes de vencer'), 30) },
  check: ({ validity }, { now, row, parameters: { noticeDays } }) => {
    const { expiresAt } = validity;
    if (expiresAt === null)
      return cannotTell(text('AWS does not say until when it is valid.', 'A AWS não diz até quando é válido.'));
    return passIf(
      [
        condition(!isWithin(expiresAt, row.id === 'expired' ? 0 : noticeDays, now), row.title, {
          path: 'validity.expiresAt',
          actual: expiresAt,
        }),
      ],
      text(`It is valid until ${dayOf(expiresAt)}.`, `É válido até ${dayOf(expiresAt)}.`),
    );
  },
  examples: {
    'valid for a year': { outcome: 'pass' },
    'expired yesterday': { given: validUntil('2026-01-14T12:00:00.000Z'), outcome: 'fail', fails: ['expired'] },
    'expires in three weeks': { given: validUntil('2026-02-05T12:00:00.000Z'), outcome: 'fail', fails: ['soon'] },
    'expires in five weeks': { given: validUntil('2026-02-19T12:00:00.000Z'), outcome: 'pass' },
    'expires in five weeks, where that is soon': {
      given: validUntil('2026-02-19T12:00:00.000Z'),
      parameters: { noticeDays: 60 },
      outcome: 'fail',
      fails: ['soon'],
    },
    'AWS does not say': { given: validUntil(null), outcome: 'unknown' },
    'could not be read': { given: { validity: denied }, outcome: 'unknown' },
  },
});
