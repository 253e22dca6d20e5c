/** Coverage of several units as one. */
import type { CoverageRow } from '@cspmexa/contracts';

/** One row per service, region, action and outcome, sorted by them. What else a row has is that of the first. */
export function mergeCoverage<Row extends CoverageRow>(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.service}|${row.region}|${row.action}|${row.outcome}`;
    const known = merged.get(key);
    merged.set(key, known ? plus(known, row) : row);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const plus = <Row extends CoverageRow>(one: Row, other: Row): Row => ({
  ...one,
  calls: one.calls + other.calls,
  detail: one.detail ?? other.detail,
  deniedBy: one.deniedBy ?? other.deniedBy,
  resources: [...new Set([...one.resources, ...other.resources])].slice(0, 10),
});
