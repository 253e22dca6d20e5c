/** The words of reports that people read. */
import type { ControlStatus, FindingStatus, Language, Severity } from '@cspmexa/contracts';

interface Words {
  readonly lang: string;
  readonly findingsTitle: string;
  readonly complianceTitle: string;
  readonly query: string;
  readonly everyFinding: string;
  readonly made: string;
  readonly by: string;
  readonly account: string;
  readonly everyAccount: string;
  readonly total: string;
  readonly notShown: (shown: string, total: string) => string;
  readonly none: string;
  readonly page: (page: number) => string;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly status: Readonly<Record<FindingStatus, string>>;
  readonly control: Readonly<Record<ControlStatus, string>>;
  readonly columns: {
    readonly severity: string;
    readonly finding: string;
    readonly resource: string;
    readonly place: string;
    readonly status: string;
    readonly control: string;
    readonly policies: string;
    readonly verdicts: string;
    readonly count: string;
  };
  readonly due: string;
  readonly assignee: string;
  readonly opened: string;
  readonly attested: string;
  readonly satisfied: string;
  readonly verdicts: (counts: { readonly pass: number; readonly fail: number; readonly unknown: number }) => string;
  readonly policiesTitle: string;
  readonly why: string;
  readonly fix: string;
}

export const wordsIn: Readonly<Record<Language, Words>> = {
  en: {
    lang: 'en',
    findingsTitle: 'Findings',
    complianceTitle: 'Compliance',
    query: 'Query',
    everyFinding: 'every finding',
    made: 'Made',
    by: 'By',
    account: 'Account',
    everyAccount: 'every account',
    total: 'Findings',
    notShown: (shown, total) =>
      `This report shows the first ${shown} of ${total} findings. The others are not in it: export CSV or JSON for all of them.`,
    none: 'The query finds nothing.',
    page: (page) => `Page ${page}`,
    severity: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' },
    status: { open: 'Open', resolved: 'Resolved', excepted: 'Excepted' },
    control: {
      passed: 'Passed',
      failed: 'Failed',
      unknown: 'Unknown',
      manual: 'Manual',
      'not-applicable': 'Not applicable',
    },
    columns: {
      severity: 'Severity',
      finding: 'Finding',
      resource: 'Resource',
      place: 'Account and region',
      status: 'Status',
      control: 'Control',
      policies: 'Policies',
      verdicts: 'Verdicts',
      count: 'Number',
    },
    due: 'due',
    assignee: 'with',
    opened: 'open since',
    attested: 'attested',
    satisfied: 'satisfied of the controls that could be judged',
    verdicts: ({ pass, fail, unknown }) => `${pass} pass, ${fail} fail, ${unknown} unknown`,
    policiesTitle: 'The policies behind these findings',
    why: 'Why',
    fix: 'How to fix it',
  },
  pt: {
    lang: 'pt-BR',
    findingsTitle: 'Achados',
    complianceTitle: 'Conformidade',
    query: 'Consulta',
    everyFinding: 'todos os achados',
    made: 'Gerado em',
    by: 'Por',
    account: 'Conta',
    everyAccount: 'todas as contas',
    total: 'Achados',
    notShown: (shown, total) =>
      `Este relatório mostra os primeiros ${shown} de ${total} achados. Os demais não estão nele: exporte CSV ou JSON para ter todos.`,
    none: 'A consulta não encontra nada.',
    page: (page) => `Página ${page}`,
    severity: { critical: 'Crítica', high: 'Alta', medium: 'Média', low: 'Baixa', info: 'Informativa' },
    status: { open: 'Aberto', resolved: 'Resolvido', excepted: 'Com exceção' },
    control: {
      passed: 'Atendido',
      failed: 'Não atendido',
      unknown: 'Desconhecido',
      manual: 'Manual',
      'not-applicable': 'Não se aplica',
    },
    columns: {
      severity: 'Severidade',
      finding: 'Achado',
      resource: 'Recurso',
      place: 'Conta e região',
      status: 'Situação',
      control: 'Controle',
      policies: 'Políticas',
      verdicts: 'Vereditos',
      count: 'Quantidade',
    },
    due: 'prazo',
    assignee: 'com',
    opened: 'aberto desde',
    attested: 'atestado',
    satisfied: 'atendidos entre os controles que puderam ser avaliados',
    verdicts: ({ pass, fail, unknown }) => `${pass} aprovados, ${fail} reprovados, ${unknown} desconhecidos`,
    policiesTitle: 'As políticas por trás destes achados',
    why: 'Por quê',
    fix: 'Como corrigir',
  },
};
