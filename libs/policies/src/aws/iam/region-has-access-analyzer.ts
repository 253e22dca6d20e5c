import { AccessAnalyzer } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';

const analyzer = (type: string, status: string) => ({
  analyzers: [{ arn: 'arn:aws:access-analyzer:sa-east-1:111122223333:analyzer/main', name: 'main', type, status }],
});

/** Those that look for access from outside; the others look for unused permissions. */
const external = ['ACCOUNT', 'ORGANIZATION'];

export default definePolicy({
  id: 'aws-iam-region-has-access-analyzer',
  title: text('IAM Access Analyzer watches every region', 'O IAM Access Analyzer observa todas as regiões'),
  severity: 'low',
  on: AccessAnalyzer,
  needs: ['analyzers'],
  controls: ['cis-aws-5.0/1.19', 'cis-aws-7.0/2.18'],
  sameAs: ['prowler/accessanalyzer_enabled'],
  why: text(
    'Without an analyzer, sharing a bucket, a key or a role with strangers goes unnoticed in this region.',
    'Sem um analisador, compartilhar um bucket, uma chave ou uma função com estranhos passa despercebido nesta região.',
  ),
  fix: {
    steps: [
      text('Open IAM, Access Analyzer, in the region {{region}}.', 'Abra IAM, Access Analyzer, na região {{region}}.'),
      text(
        'Create an analyzer for external access with the account or the organisation as its zone of trust.',
        'Crie um analisador de acesso externo tendo a conta ou a organização como zona de confiança.',
      ),
    ],
    cli: 'aws accessanalyzer create-analyzer --analyzer-name main --type ACCOUNT --region {{region}}',
    terraform: `resource "aws_accessanalyzer_analyzer" "main" {
  analyzer_name = "main"
  type          = "ACCOUNT"
}`,
  },
  check: ({ analyzers }, { base }) => {
    const active = analyzers.filter(({ type, status }) => status === 'ACTIVE' && external.includes(type));
    return passIf(
      [
        condition(
          active.length > 0,
          text('An analyzer for external access is active', 'Um analisador de acesso externo está ativo'),
          {
            path: 'analyzers',
            actual: analyzers.map(({ name, type, status }) => ({ name, type, status })),
          },
        ),
      ],
      text(
        `No analyzer for external access is active in ${base.region}.`,
        `Nenhum analisador de acesso externo está ativo em ${base.region}.`,
      ),
    );
  },
  examples: {
    'one for the account': { outcome: 'pass' },
    'one for the organisation': { given: analyzer('ORGANIZATION', 'ACTIVE'), outcome: 'pass' },
    none: { given: { analyzers: [] }, outcome: 'fail' },
    'one that is not active': { given: analyzer('ACCOUNT', 'CREATING'), outcome: 'fail' },
    'one for unused access only': { given: analyzer('ACCOUNT_UNUSED_ACCESS', 'ACTIVE'), outcome: 'fail' },
    'could not be listed': { given: { analyzers: denied }, outcome: 'unknown' },
  },
});
