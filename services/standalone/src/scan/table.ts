/** The result of a scan for a person at a terminal. */
import { severityRank, type CoverageRow, type Language, type Severity } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';
import { styleText } from 'node:util';
import { printable } from './printable.js';

const colours = {
  critical: ['bold', 'red'],
  high: ['red'],
  medium: ['yellow'],
  low: ['blue'],
  info: ['gray'],
} as const satisfies Record<Severity, readonly string[]>;

const words = {
  en: {
    clean: 'No findings.',
    findings: 'findings',
    policy: 'POLICY',
    resource: 'RESOURCE',
    why: 'WHY',
    severity: 'SEVERITY',
  },
  pt: {
    clean: 'Nenhum achado.',
    findings: 'achados',
    policy: 'POLÍTICA',
    resource: 'RECURSO',
    why: 'PORQUÊ',
    severity: 'SEVERIDADE',
  },
};

/** The failed verdicts, worst first. */
export function tableOf(fails: readonly Verdict[], language: Language, colour: boolean): string {
  const says = words[language];
  if (fails.length === 0) return `${says.clean}\n`;
  const sorted = [...fails].sort(
    (a, b) =>
      severityRank[b.severity] - severityRank[a.severity] ||
      a.policyId.localeCompare(b.policyId) ||
      a.resourceArn.localeCompare(b.resourceArn) ||
      a.discriminator.localeCompare(b.discriminator),
  );
  const rows = sorted.map((verdict) => [
    verdict.severity,
    verdict.discriminator ? `${verdict.policyId} (${verdict.discriminator})` : verdict.policyId,
    printable(verdict.resourceArn),
    printable(verdict.reason[language]),
  ]);
  const head = [says.severity, says.policy, says.resource, says.why];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const draw = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  const lines = rows.map((row, index) => {
    const severity = sorted[index]?.severity ?? 'info';
    return colour ? styleText([...colours[severity]], draw(row)) : draw(row);
  });
  return `${[draw(head), ...lines].join('\n')}\n\n${fails.length} ${says.findings}\n`;
}

/** What could not be looked at, one line for each action and reason, for standard error. */
export function holesOf(coverage: readonly CoverageRow[]): string[] {
  const groups = new Map<string, { readonly row: CoverageRow; readonly regions: string[]; calls: number }>();
  for (const row of coverage.filter(({ outcome }) => outcome !== 'ok')) {
    const key = `${row.outcome}|${row.action || row.service}|${row.detail ?? ''}`;
    const group = groups.get(key) ?? { row, regions: [], calls: 0 };
    group.regions.push(row.region);
    group.calls += row.calls;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ row, regions, calls }) => {
    const where = regions.length > 3 ? `${regions.length} regions` : regions.join(', ');
    return printable(
      `  ${row.outcome.padEnd(15)} ${row.action || row.service} in ${where} (${calls} calls): ${row.detail ?? ''}`,
    );
  });
}
