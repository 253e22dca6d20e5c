/** What a look at an organization changes. */
import { describe, expect, it } from '@jest/globals';
import { changesOf, type KnownAccount, type Look } from './changes.js';

const through = 'management';
const listed = (awsAccountId: string, state = 'ACTIVE') => ({ awsAccountId, name: awsAccountId, email: null, state });
const own = listed('100000000000');
const look = (changes: Partial<Look>): Look => ({
  through,
  ownAwsAccountId: own.awsAccountId,
  accounts: [],
  isWhole: true,
  ...changes,
});
const known = (awsAccountId: string, changes: Partial<KnownAccount> = {}): KnownAccount => ({
  awsAccountId,
  state: 'proposed',
  foundThrough: through,
  ...changes,
});

describe('a look at an organization', () => {
  it.each([
    ['ACTIVE', 'proposed'],
    ['PENDING_ACTIVATION', 'proposed'],
    ['A_WORD_OF_TOMORROW', 'proposed'],
    ['SUSPENDED', 'closed'],
    ['PENDING_CLOSURE', 'closed'],
    ['CLOSED', 'closed'],
  ])('takes %s for %s', (state, is) => {
    expect(changesOf([], look({ accounts: [listed('1', state)] })).listed).toMatchObject([{ is }]);
  });

  it('closes what is suspended now, what is gone, and each only once', () => {
    const before = [known('1'), known('2'), known('3', { state: 'closed' }), known('4', { state: 'closed' })];
    const { gone, closing } = changesOf(
      before,
      look({ accounts: [own, listed('1', 'SUSPENDED'), listed('3', 'SUSPENDED')] }),
    );
    expect(gone).toEqual(['2']);
    expect(closing.map(({ awsAccountId, why }) => [awsAccountId, why])).toEqual([
      ['1', expect.stringContaining('SUSPENDED')],
      ['2', expect.stringContaining('no longer in the organization')],
    ]);
  });

  it('closes nothing for a hole in the list, but what the list itself calls closed', () => {
    const changes = changesOf([known('1'), known('2')], look({ accounts: [listed('1', 'SUSPENDED')], isWhole: false }));
    expect(changes.gone).toEqual([]);
    expect(changes.closing.map(({ awsAccountId }) => awsAccountId)).toEqual(['1']);
  });

  it('closes nothing that another account told of, and never the account that answers', () => {
    const before = [known('1', { foundThrough: 'another' }), known('100000000000')];
    expect(changesOf(before, look({ accounts: [own] })).gone).toEqual([]);
    expect(changesOf(before, look({ accounts: [listed('100000000000', 'SUSPENDED')] })).closing).toEqual([]);
  });

  it('does not believe a list without the account that asked, unless nobody knows which one that is', () => {
    expect(changesOf([known('1')], look({ accounts: [listed('2')] })).gone).toEqual([]);
    expect(changesOf([known('1')], look({ accounts: [listed('2')], ownAwsAccountId: null })).gone).toEqual(['1']);
  });

  it('opens what is back, and counts an account once that is listed twice', () => {
    const changes = changesOf([known('1', { state: 'closed' })], look({ accounts: [listed('1'), listed('1')] }));
    expect(changes).toMatchObject({ listed: [{ awsAccountId: '1', is: 'proposed' }], gone: [], closing: [] });
  });
});
