/** Severities are ranks in the database, so that they sort. */
import { severityRank, type Severity } from '@cspmexa/contracts';

const byRank = new Map<number, Severity>(
  // The keys of severityRank are severities: its type says so, and Object.entries forgets it.
  Object.entries(severityRank).map(([severity, rank]) => [rank, severity as Severity]),
);

/** The severity of a rank, 4 critical … 0 info. */
export const severityOf = (rank: number): Severity => byRank.get(rank) ?? 'info';
