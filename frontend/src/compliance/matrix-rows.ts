import type { ComplianceMatrix, ControlCounts } from '@cspmexa/contracts';

/** A row of the map: an account with its counts in the order of the frameworks; undefined where the matrix has none. */
export interface MatrixRow {
  /** Null: over all accounts. */
  readonly accountId: string | null;
  readonly name: string;
  readonly awsAccountId: string;
  readonly counts: readonly (ControlCounts | undefined)[];
}

interface Options {
  readonly nameOf: (accountId: string) => string | undefined;
  readonly search: string;
  readonly sort: 'name' | 'worst';
}

const names = new Intl.Collator(undefined, { numeric: true });
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The accounts that match a search by name or number, by name or by their mean percentage, worst first; those not judged come last. */
export function matrixRows(matrix: ComplianceMatrix, { nameOf, search, sort }: Options): MatrixRow[] {
  const byFramework = matrix.frameworks.map(
    ({ accounts }) => new Map(accounts.map(({ accountId, counts }) => [accountId, counts])),
  );
  const rows = matrix.accounts.map(({ accountId, awsAccountId }) => ({
    accountId,
    awsAccountId,
    name: nameOf(accountId) ?? awsAccountId,
    counts: byFramework.map((counts) => counts.get(accountId)),
  }));
  const wanted = plain(search.trim());
  return rows
    .filter(({ name, awsAccountId }) => plain(`${name} ${awsAccountId}`).includes(wanted))
    .sort((a, b) => (sort === 'worst' ? meanOf(a) - meanOf(b) : 0) || names.compare(a.name, b.name));
}

function meanOf({ counts }: MatrixRow): number {
  const known = counts.flatMap((one) => one?.percent ?? []);
  return known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : 101;
}
