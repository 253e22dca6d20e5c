/** The result of a scan for a person at a terminal. */
import { severityRank, type CoverageRow, type Language, type Severity } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';
import { styleText } from 'node:util';
import { CompressedLines } from './compressed-lines.js';
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

const columns = ['severity', 'policy', 'resource', 'why'] as const;
type Cells = readonly [severity: string, policy: string, resource: string, why: string];
/** A row as it waits: what orders it within its policy, and its cells. */
type Waiting = readonly [order: string, ...Cells];

/** Failed verdicts, worst first. They come in any order and number, and wait compressed. */
export class Table {
  private readonly groups = new Map<string, { readonly severity: Severity; readonly rows: CompressedLines }>();
  private readonly widths: number[];
  private count = 0;

  constructor(
    private readonly language: Language,
    private readonly colour: boolean,
  ) {
    this.widths = columns.map((column) => words[language][column].length);
  }

  add({ severity, policyId, discriminator, resourceArn, reason }: Verdict): void {
    const cells: Cells = [
      severity,
      discriminator ? `${policyId} (${discriminator})` : policyId,
      printable(resourceArn),
      printable(reason[this.language]),
    ];
    cells.forEach((cell, at) => (this.widths[at] = Math.max(this.widths[at] ?? 0, cell.length)));
    const key = `${9 - severityRank[severity]} ${policyId}`;
    const group = this.groups.get(key) ?? { severity, rows: new CompressedLines() };
    this.groups.set(key, group);
    const waiting: Waiting = [`${resourceArn} ${discriminator}`, ...cells];
    group.rows.add(JSON.stringify(waiting));
    this.count += 1;
  }

  /** The table line by line, and how many rows it has. */
  *lines(): Generator<string> {
    const says = words[this.language];
    if (this.count === 0) {
      yield says.clean;
      return;
    }
    yield this.draw(columns.map((column) => says[column]));
    for (const [, { severity, rows }] of [...this.groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const sorted = Array.from(rows, (row) => JSON.parse(row) as Waiting).sort(([a], [b]) => a.localeCompare(b)); // its own text
      for (const [, ...cells] of sorted) {
        const line = this.draw(cells);
        yield this.colour ? styleText([...colours[severity]], line) : line;
      }
    }
    yield '';
    yield `${this.count} ${says.findings}`;
  }

  private draw(cells: readonly string[]): string {
    return cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(this.widths[at] ?? 0))).join('  ');
  }
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
