import type { CoverageRow } from '@cspmexa/contracts';

/** Holes first, then by service, action and region. */
export function holesFirst(rows: readonly CoverageRow[]): CoverageRow[] {
  const text = ({ service, action, region }: CoverageRow): string => [service, action, region].join(' ');
  return [...rows].sort(
    (a, b) => Number(a.outcome === 'ok') - Number(b.outcome === 'ok') || text(a).localeCompare(text(b)),
  );
}
