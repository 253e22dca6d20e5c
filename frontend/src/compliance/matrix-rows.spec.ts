import { describe, expect, it } from '@jest/globals';
import { ComplianceMatrix, type ControlCounts } from '@cspmexa/contracts';
import { matrixRows } from './matrix-rows.js';

const counts = (percent: number | null): ControlCounts => ({
  passed: 1,
  failed: 1,
  unknown: 0,
  manual: 0,
  notApplicable: 0,
  percent,
});
const uuid = (n: number): string => `a0000000-0000-4000-8000-00000000000${n}`;
const framework = (id: string, percents: readonly (number | null)[]) => ({
  id,
  title: id,
  version: '1',
  controls: 2,
  all: counts(1),
  accounts: percents.map((percent, n) => ({ accountId: uuid(n), counts: counts(percent) })),
});
const matrix = ComplianceMatrix.parse({
  // The second framework does not know the last account yet.
  frameworks: [framework('one', [80, null, 20, 40]), framework('two', [90, null, 10])],
  accounts: [0, 1, 2, 3].map((n) => ({ accountId: uuid(n), awsAccountId: String(n).repeat(12) })),
});
const names = new Map([
  [uuid(0), 'Produção 10'],
  [uuid(1), 'Produção 9'],
  [uuid(2), 'Staging'],
]);
const ids = (search: string, sort: 'name' | 'worst' = 'name'): string[] =>
  matrixRows(matrix, { nameOf: (id) => names.get(id), search, sort }).map(({ name }) => name);

describe('the rows of the map', () => {
  it('are in the order of their names, numbers as numbers, the AWS id where there is no name', () =>
    expect(ids('')).toEqual(['333333333333', 'Produção 9', 'Produção 10', 'Staging']));
  it('put the worst mean first and those that were not judged last', () =>
    expect(ids('', 'worst')).toEqual(['Staging', '333333333333', 'Produção 10', 'Produção 9']));
  it('are found by name without accents, and by number', () => {
    expect(ids('PRODUCAO')).toEqual(['Produção 9', 'Produção 10']);
    expect(ids('2222')).toEqual(['Staging']);
    expect(ids('zebra')).toEqual([]);
  });
  it('have no counts where the framework has none', () => {
    const last = matrixRows(matrix, { nameOf: () => undefined, search: '3333', sort: 'name' })[0];
    expect(last?.counts.map((one) => one?.percent)).toEqual([40, undefined]);
  });
});
