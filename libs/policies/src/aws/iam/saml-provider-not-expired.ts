import { IamSamlProvider } from '@cspmexa/resources';
import { cannotTell, condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { dayOf, isWithin } from './shared/dates.js';
import { days } from '../parameters.js';

const validUntil = (expiresAt: string | null) => ({ validity: { createdAt: '2025-01-01T00:00:00.000Z', expiresAt } });

const notExpired = (noticeDays: number) =>
  noticeDays === 0
    ? text('It has not expired', 'Não venceu')
    : text(`It does not expire within ${noticeDays} days`, `Não vence em ${noticeDays} dias`);

export default definePolicy({
  id: 'aws-iam-saml-provider-not-expired',
  title: text('SAML providers have valid metadata', 'Provedores SAML têm metadados válidos'),
  severity: 'medium',
  on: IamSamlProvider,
  needs: ['validity'],
  why: text(
    'When its metadata runs out nobody can sign in through it, and people fall back on long-lived users.',
    'Quando os metadados vencem ninguém entra por ele, e as pessoas voltam a usar usuários permanentes.',
  ),
  fix: {
    steps: [
      text('Export new metadata from the identity provider.', 'Exporte novos metadados do provedor de identidade.'),
      text(
        'Open the provider {{name}} in the IAM console and replace its metadata.',
        'Abra o provedor {{name}} no console do IAM e troque os metadados.',
      ),
    ],
    cli: 'aws iam update-saml-provider --saml-provider-arn {{arn}} --saml-metadata-document file://metadata.xml',
    terraform: `resource "aws_iam_saml_provider" "this" {
  name                   = "{{name}}"
  saml_metadata_document = file("metadata.xml")
}`,
  },
  parameters: { noticeDays: days(text('Notice before it expires', 'Aviso antes de vencer'), 0, { min: 0 }) },
  check: ({ validity: { expiresAt } }, { now, parameters: { noticeDays } }) =>
    expiresAt === null
      ? cannotTell(text('AWS does not say until when it is valid.', 'A AWS não diz até quando é válido.'))
      : passIf(
          [
            condition(!isWithin(expiresAt, noticeDays, now), notExpired(noticeDays), {
              path: 'validity.expiresAt',
              actual: expiresAt,
            }),
          ],
          text(`Its metadata is valid until ${dayOf(expiresAt)}.`, `Os metadados valem até ${dayOf(expiresAt)}.`),
        ),
  examples: {
    'valid for a year': { outcome: 'pass' },
    'valid for two weeks, where a month is asked for': {
      given: validUntil('2026-01-29T12:00:00.000Z'),
      parameters: { noticeDays: 30 },
      outcome: 'fail',
    },
    'expired last month': { given: validUntil('2025-12-15T00:00:00.000Z'), outcome: 'fail' },
    'AWS does not say': { given: validUntil(null), outcome: 'unknown' },
  },
});
