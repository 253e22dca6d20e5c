/** The words of mails about findings, in both languages. */
import type { Language, Severity } from '@cspmexa/contracts';

interface Words {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly subject: (worst: string, count: number, where: string) => string;
  readonly account: (name: string, awsAccountId: string) => string;
  readonly accounts: (count: number) => string;
  readonly findings: (count: number) => string;
  readonly counted: (severity: Severity, count: number) => string;
  readonly lead: (count: number) => string;
  readonly reopened: string;
  readonly due: (day: string) => string;
  readonly firstDue: (day: string, count: number) => string;
  readonly open: string;
  readonly openGroup: string;
  readonly all: string;
  readonly more: (count: number) => string;
  /** Because of which rules. */
  readonly why: (rules: readonly string[]) => string;
  readonly test: {
    readonly subject: (subject: string) => string;
    readonly warning: (rule: string) => string;
    readonly why: string;
  };
  readonly assigned: {
    readonly subject: (worst: string, by: string, count: number, where: string) => string;
    readonly lead: (by: string, count: number) => string;
    readonly why: (by: string, count: number) => string;
  };
}

/** Names that a sentence holds; the rest is a number. */
const longestList = 3;

const ending = (awsAccountId: string): string => `…${awsAccountId.slice(-4)}`;

/** “A”, “B” and 2 more. */
function listed(names: readonly string[], language: Language, more: (count: number) => string): string {
  const shown = names.slice(0, longestList).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} ${more(rest)}`;
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(shown);
}

const numberIn = (language: string) => (count: number) => new Intl.NumberFormat(language).format(count);
const en = numberIn('en');
const pt = numberIn('pt-BR');

export const words: Readonly<Record<Language, Words>> = {
  en: {
    severity: { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW', info: 'INFO' },
    subject: (worst, count, where) =>
      `[CSPM][${worst}] ${count} new ${count === 1 ? 'finding' : 'findings'} — ${where}`,
    account: (name, id) => `account ${name} (${ending(id)})`,
    accounts: (count) => (count === 1 ? '1 account' : `${count} accounts`),
    findings: (count) => (count === 1 ? '1 finding' : `${en(count)} findings`),
    counted: (severity, count) => `${en(count)} ${severity === 'info' ? 'informational' : severity}`,
    lead: (count) =>
      count === 1
        ? 'A resource fails a policy that it did not fail before.'
        : `${en(count)} findings are new or have come back.`,
    reopened: 'came back',
    due: (day) => `Due by ${day}`,
    firstDue: (day, count) => (count === 1 ? `Due by ${day}` : `The first is due by ${day}`),
    open: 'Why it fails and how to fix it',
    openGroup: 'See these findings',
    all: 'All of them in the dashboard',
    more: (count) => `and ${en(count)} more`,
    why: (rules) => {
      if (rules.length === 0) return 'You get this mail because an alert rule of your organisation names your address.';
      const names = listed(rules, 'en', (count) => `and ${en(count)} more`);
      return `You get this mail because of the alert ${rules.length === 1 ? 'rule' : 'rules'} ${names} of your organisation.`;
    },
    test: {
      subject: (subject) => subject.replace('[CSPM]', '[CSPM][TEST]'),
      warning: (rule) => `This is a test of the alert rule “${rule}”. The findings in it are made up.`,
      why: 'You get this mail because you asked for a test of the rule. Nobody else got it.',
    },
    assigned: {
      subject: (worst, by, count, where) =>
        `[CSPM][${worst}] ${by} assigned ${count === 1 ? 'a finding' : `${en(count)} findings`} to you — ${where}`,
      lead: (by, count) => `${by} assigned ${count === 1 ? 'a finding' : `${en(count)} findings`} to you.`,
      why: (by, count) => `You get this mail because ${by} assigned ${count === 1 ? 'it' : 'them'} to you.`,
    },
  },
  pt: {
    severity: { critical: 'CRÍTICO', high: 'ALTO', medium: 'MÉDIO', low: 'BAIXO', info: 'INFORMATIVO' },
    subject: (worst, count, where) =>
      `[CSPM][${worst}] ${count} ${count === 1 ? 'novo achado' : 'novos achados'} — ${where}`,
    account: (name, id) => `conta ${name} (${ending(id)})`,
    accounts: (count) => (count === 1 ? '1 conta' : `${count} contas`),
    findings: (count) => (count === 1 ? '1 achado' : `${pt(count)} achados`),
    counted: (severity, count) => {
      const names = { critical: 'crítico', high: 'alto', medium: 'médio', low: 'baixo', info: 'informativo' } as const;
      return `${pt(count)} ${names[severity]}${count === 1 ? '' : 's'}`;
    },
    lead: (count) =>
      count === 1 ? 'Um recurso viola uma política que antes cumpria.' : `${pt(count)} achados são novos ou voltaram.`,
    reopened: 'voltou',
    due: (day) => `Prazo: ${day}`,
    firstDue: (day, count) => (count === 1 ? `Prazo: ${day}` : `Primeiro prazo: ${day}`),
    open: 'Por que falha e como corrigir',
    openGroup: 'Ver estes achados',
    all: 'Todos eles no painel',
    more: (count) => `e mais ${pt(count)}`,
    why: (rules) => {
      if (rules.length === 0)
        return 'Você recebe este e-mail porque uma regra de alerta da sua organização contém o seu endereço.';
      const names = listed(rules, 'pt', (count) => `e mais ${pt(count)}`);
      return rules.length === 1
        ? `Você recebe este e-mail por causa da regra de alerta ${names} da sua organização.`
        : `Você recebe este e-mail por causa das regras de alerta ${names} da sua organização.`;
    },
    test: {
      subject: (subject) => subject.replace('[CSPM]', '[CSPM][TESTE]'),
      warning: (rule) => `Este é um teste da regra de alerta “${rule}”. Os achados nele são inventados.`,
      why: 'Você recebe este e-mail porque pediu um teste da regra. Ninguém mais o recebeu.',
    },
    assigned: {
      subject: (worst, by, count, where) =>
        `[CSPM][${worst}] ${by} atribuiu ${count === 1 ? 'um achado' : `${pt(count)} achados`} a você — ${where}`,
      lead: (by, count) => `${by} atribuiu ${count === 1 ? 'um achado' : `${pt(count)} achados`} a você.`,
      why: (by, count) => `Você recebe este e-mail porque ${by} ${count === 1 ? 'o' : 'os'} atribuiu a você.`,
    },
  },
};
