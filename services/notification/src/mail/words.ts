/** The words of a mail, in both languages. */
import type { Language, Severity } from '@cspmexa/contracts';

interface Words {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly subject: (worst: string, count: number, where: string) => string;
  readonly account: (name: string, awsAccountId: string) => string;
  readonly accounts: (count: number) => string;
  readonly lead: (count: number) => string;
  readonly reopened: string;
  readonly open: string;
  readonly all: string;
  readonly more: (count: number) => string;
  readonly why: string;
}

const ending = (awsAccountId: string): string => `…${awsAccountId.slice(-4)}`;

export const words: Readonly<Record<Language, Words>> = {
  en: {
    severity: { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW', info: 'INFO' },
    subject: (worst, count, where) =>
      `[CSPM][${worst}] ${count} new ${count === 1 ? 'finding' : 'findings'} — ${where}`,
    account: (name, id) => `account ${name} (${ending(id)})`,
    accounts: (count) => `${count} accounts`,
    lead: (count) =>
      count === 1
        ? 'A resource fails a policy that it did not fail before.'
        : `${count} findings are new or have come back.`,
    reopened: 'came back',
    open: 'Why it fails and how to fix it',
    all: 'All open findings',
    more: (count) => `and ${count} more`,
    why: 'You get this mail because an alert rule of your organisation names your address.',
  },
  pt: {
    severity: { critical: 'CRÍTICO', high: 'ALTO', medium: 'MÉDIO', low: 'BAIXO', info: 'INFORMATIVO' },
    subject: (worst, count, where) =>
      `[CSPM][${worst}] ${count} ${count === 1 ? 'novo achado' : 'novos achados'} — ${where}`,
    account: (name, id) => `conta ${name} (${ending(id)})`,
    accounts: (count) => `${count} contas`,
    lead: (count) =>
      count === 1 ? 'Um recurso viola uma política que antes cumpria.' : `${count} achados são novos ou voltaram.`,
    reopened: 'voltou',
    open: 'Por que falha e como corrigir',
    all: 'Todos os achados abertos',
    more: (count) => `e mais ${count}`,
    why: 'Você recebe este e-mail porque uma regra de alerta da sua organização contém o seu endereço.',
  },
};
