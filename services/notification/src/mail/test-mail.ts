/** The mail that shows what a rule would send. Pure. */
import { severityRank, Severity, type AlertRuleInput, type FindingFacts, type Language } from '@cspmexa/contracts';
import { quoted, type RenderedMail } from './frame.js';
import { letterOf } from './gathered-mail.js';
import { renderLetter } from './letter.js';
import type { Told } from './told.js';
import { words } from './words.js';

const account = { id: '00000000-0000-4000-8000-000000000000', name: 'Example', awsAccountId: '000000000000' };
const dayMs = 86_400_000;

const samples = [
  {
    policyId: 'example-public-bucket',
    resourceName: 'example-reports',
    title: { en: 'Example: buckets are not public', pt: 'Exemplo: buckets não são públicos' },
    reason: { en: 'Made up: everyone can read it.', pt: 'Inventado: qualquer pessoa pode lê-lo.' },
  },
  {
    policyId: 'example-public-bucket',
    resourceName: 'example-backups',
    title: { en: 'Example: buckets are not public', pt: 'Exemplo: buckets não são públicos' },
    reason: { en: 'Made up: everyone can list it.', pt: 'Inventado: qualquer pessoa pode listá-lo.' },
  },
  {
    policyId: 'example-encrypted-bucket',
    resourceName: 'example-logs',
    title: { en: 'Example: buckets refuse plain HTTP', pt: 'Exemplo: buckets recusam HTTP simples' },
    reason: { en: 'Made up: no statement denies it.', pt: 'Inventado: nenhuma declaração o nega.' },
  },
] as const;

/** Findings that nobody has: of the severities that the rule asks for. */
export function madeUpFindings({ minSeverity, name }: Pick<AlertRuleInput, 'minSeverity' | 'name'>, now: Date): Told[] {
  const asked = Severity.options.filter((severity) => severityRank[severity] >= severityRank[minSeverity]);
  return samples.map((sample, index) => {
    const facts: FindingFacts = {
      ...sample,
      findingId: account.id,
      severity: asked[Math.min(Math.floor(index / 2), asked.length - 1)] ?? minSeverity,
      accountId: account.id,
      awsAccountId: account.awsAccountId,
      region: 'us-east-1',
      service: 's3',
      resourceArn: `arn:aws:s3:::${sample.resourceName}`,
      scanId: null,
      changeId: account.id,
      dueAt: new Date(now.getTime() + 7 * dayMs).toISOString(),
    };
    return { facts, reopened: index === 2, rules: [name] };
  });
}

/** The mail that a rule would send, marked as a test throughout. */
export function testMail(
  rule: Pick<AlertRuleInput, 'minSeverity' | 'name' | 'timing'>,
  language: Language,
  publicUrl: string,
  now: Date,
): RenderedMail & { readonly findings: number } {
  const say = words[language].test;
  const told = madeUpFindings(rule, now);
  const gathered = {
    told,
    accountNames: new Map([[account.id, account.name]]),
    isDigest: rule.timing.kind !== 'instant',
  };
  const letter = letterOf(gathered, language, publicUrl, {
    warning: say.warning(quoted(rule.name)),
    why: say.why,
    isMadeUp: true,
  });
  return { ...renderLetter({ ...letter, subject: say.subject(letter.subject) }), findings: told.length };
}
