import { describe, expect, it } from '@jest/globals';
import { Account } from '@cspmexa/contracts';
import { unseenAccounts } from './unseen-accounts.js';

const id = (n: number): string => `a0000000-0000-4000-8000-00000000000${n}`;
const at = '2026-11-21T10:00:00Z';
const account = (n: number, more: object): Account =>
  Account.parse({
    id: id(n),
    name: `Account ${n}`,
    awsAccountId: '111122223333',
    partition: 'aws',
    access: { kind: 'default-chain' },
    externalId: 'x',
    endpointUrl: null,
    scope: {},
    enabled: true,
    budgetPercent: null,
    tags: {},
    owners: [],
    sandbox: false,
    status: 'ready',
    statusDetail: null,
    createdAt: at,
    lastScan: { id: id(n), state: 'complete', startedAt: at, endedAt: at },
    ...more,
  });

describe('accounts that could not be looked at', () => {
  it('are those that fail, were never scanned or have unknown verdicts, the blindest first', () => {
    const known = [
      account(1, {}),
      account(2, {}),
      account(3, { lastScan: null }),
      account(4, { status: 'failing' }),
      account(5, { status: 'failing', enabled: false }),
      account(6, { lastScan: { id: id(6), state: 'failed', startedAt: at, endedAt: at } }),
    ];
    const unknown = [{ accountId: id(2), awsAccountId: '', open: 0, unknown: 7 }];
    expect(unseenAccounts(known, unknown).map((one) => [one.account.name, one.why, one.unknown])).toEqual([
      ['Account 4', 'failing', 0],
      ['Account 6', 'last-scan-failed', 0],
      ['Account 3', 'never-scanned', 0],
      ['Account 2', 'holes', 7],
    ]);
  });
});
