import { describe, expect, it } from '@jest/globals';
import { PolicyParameter, PolicySetting } from '@cspmexa/contracts';
import { draftOf, inherited, isInRange, isSameSetting, settingInput } from './setting-draft.js';

const account = 'a0000000-0000-4000-8000-000000000001';
const other = 'a0000000-0000-4000-8000-000000000002';
const text = { en: 'x', pt: 'x' };
const age = PolicyParameter.parse({ name: 'age', title: text, unit: text, default: 90, min: 1, max: 365 });
const grace = PolicyParameter.parse({ name: 'grace', title: text, unit: text, default: 0, min: -5, max: 30 });
const setting = (accountId: string | null, more: Partial<PolicySetting>): PolicySetting =>
  PolicySetting.parse({
    accountId,
    enabled: null,
    parameters: {},
    reason: null,
    by: 'ana@example.com',
    at: '2026-11-21T12:00:00Z',
    ...more,
  });
const policy = {
  parameters: [age, grace],
  settings: [
    setting(null, { enabled: false, parameters: { age: 60 }, reason: 'too loud' }),
    setting(account, { enabled: true, parameters: { age: 30, grace: 5 } }),
  ],
};
const plain = { parameters: [age, grace], settings: [] };

describe('how a policy is set', () => {
  it('falls to an account from the tenant, and to the tenant from the defaults', () => {
    expect(inherited(policy, account)).toEqual({ enabled: false, parameters: { age: 60, grace: 0 } });
    expect(inherited(policy, null)).toEqual({ enabled: true, parameters: { age: 90, grace: 0 } });
  });

  it('opens the form with what is set there, and with nothing where nothing is', () => {
    expect(draftOf(policy, account)).toEqual({
      accountId: account,
      enabled: true,
      parameters: { age: '30', grace: '5' },
      reason: '',
    });
    expect(draftOf(policy, other)).toEqual({
      accountId: other,
      enabled: null,
      parameters: { age: '', grace: '' },
      reason: '',
    });
  });

  it('asks for what differs from what would hold anyway, and for nothing else', () => {
    const draft = draftOf(plain, null);
    expect(settingInput(plain, { ...draft, enabled: true, parameters: { age: '90', grace: '' }, reason: ' ' })).toEqual(
      {
        accountId: null,
        enabled: null,
        parameters: {},
      },
    );
    expect(
      settingInput(policy, { accountId: other, enabled: true, parameters: { age: '60', grace: '7' }, reason: ' why ' }),
    ).toEqual({ accountId: other, enabled: true, parameters: { grace: 7 }, reason: 'why' });
  });

  it.each([
    ['', true],
    ['1', true],
    ['365', true],
    ['0', false],
    ['366', false],
    ['1.5', false],
    ['1e2', false],
    ['ninety', false],
  ])('takes %j for the age: %s', (value, fine) => expect(isInRange(age, value)).toBe(fine));

  it('takes numbers below zero where the parameter does', () => expect(isInRange(grace, '-5')).toBe(true));

  it('is the same whatever the reason and the order of the numbers', () => {
    const one = { accountId: null, enabled: null, parameters: { age: 1, grace: 2 } };
    expect(isSameSetting(one, { ...one, parameters: { grace: 2, age: 1 }, reason: 'because' })).toBe(true);
    expect(isSameSetting(one, { ...one, parameters: { age: 1 } })).toBe(false);
    expect(isSameSetting(one, { ...one, accountId: account })).toBe(false);
    expect(isSameSetting(one, { ...one, enabled: false })).toBe(false);
  });
});
