import type { Verdict } from '@cspmexa/policy-kit';
import { describe, expect, it } from '@jest/globals';
import { startTime } from '../../test/engine-under-test.js';
import { bucketIsYoung, bucketOfAge, tunedPolicies } from '../../test/tuned-policies.js';
import { Catalogue } from './catalogue.js';
import { effectiveOf, narrowed, TenantSettings, type SettingChange, type SettingRow } from './setting.js';
import { addOutcome, addTrials, noTrial } from './trial.js';

const set = (enabled: boolean | null, parameters: Record<string, number> = {}): SettingChange => ({
  enabled,
  parameters,
});
const row = (accountId: string | null, change: SettingChange): SettingRow => ({
  ...{ policyId: bucketIsYoung.id, accountId, ...change },
  ...{ reason: null, by: 'ana@example.com', at: new Date(startTime) },
});

describe('how a policy is set', () => {
  it.each<[string, (SettingChange | undefined)[], ReturnType<typeof effectiveOf>]>([
    ['nothing', [undefined, undefined], { enabled: true, values: {} }],
    ['of the tenant', [set(false, { maxAgeDays: 9 }), undefined], { enabled: false, values: { maxAgeDays: 9 } }],
    [
      'of the account before it',
      [set(false, { maxAgeDays: 9 }), set(true, { maxAgeDays: 8 })],
      { enabled: true, values: { maxAgeDays: 8 } },
    ],
    [
      'of the account, as the tenant has the rest',
      [set(false), set(null, { maxAgeDays: 8 })],
      { enabled: false, values: { maxAgeDays: 8 } },
    ],
    [
      'back to the default',
      [set(null, { maxAgeDays: 9 }), set(null, { maxAgeDays: 90 })],
      { enabled: true, values: {} },
    ],
    ['what the policy does not have', [set(null, { other: 9, constructor: 3 })], { enabled: true, values: {} }],
    ['out of limits that are narrower by now', [set(null, { maxAgeDays: 99_999 })], { enabled: true, values: {} }],
  ])('is %s', (_, settings, effective) => {
    expect(effectiveOf(bucketIsYoung, settings)).toEqual(effective);
  });

  it.each<[string, SettingChange, SettingChange | undefined, boolean, SettingChange | undefined]>([
    ['nothing', set(null), undefined, true, undefined],
    ['on, for the tenant', set(true), undefined, true, undefined],
    ['on, for an account', set(true), undefined, false, set(true)],
    ['off', set(false), undefined, true, set(false)],
    ['the default, for the tenant', set(null, { maxAgeDays: 90 }), undefined, true, undefined],
    [
      'the default, where the tenant has another',
      set(null, { maxAgeDays: 90 }),
      set(null, { maxAgeDays: 9 }),
      false,
      set(null, { maxAgeDays: 90 }),
    ],
    ['what the tenant has', set(null, { maxAgeDays: 9 }), set(null, { maxAgeDays: 9 }), false, undefined],
  ])('keeps of %s what differs', (_, given, ofTenant, isOfTenant, kept) => {
    expect(narrowed(bucketIsYoung, given, ofTenant, isOfTenant)).toEqual(kept);
  });

  it('decides what judges in an account', () => {
    const settings = new TenantSettings([row(null, set(false)), row('a', set(true, { maxAgeDays: 5 }))], tunedPolicies);
    const base = new Catalogue(tunedPolicies);
    const [a, b] = [base.as(settings.of('a')), base.as(settings.of('b'))];
    expect([a.isOff(bucketIsYoung.id), b.isOff(bucketIsYoung.id)]).toEqual([false, true]);
    expect(a.title(bucketIsYoung.id, '')?.en).toBe('Buckets are at most 5 days old');
    expect(b.judging(bucketIsYoung.id)).toBeUndefined();
    expect(b.of('unit')).toEqual([]);
    expect(new Set([base, a, b].map(({ signature }) => signature)).size).toBe(3);
    expect(base.as(settings.of('a')).signature).toBe(a.signature);
  });
});

describe('what a trial counts', () => {
  const resource = bucketOfAge('reports', 1, startTime);
  const verdicts = (...outcomes: Verdict['outcome'][]): Verdict[] =>
    outcomes.map((outcome) => ({
      ...{
        policyId: bucketIsYoung.id,
        outcome,
        severity: 'low',
        accountId: '',
        region: '',
        service: 's3',
        resourceKind: '',
      },
      ...{
        resourceArn: '',
        resourceName: null,
        discriminator: '',
        reason: { en: outcome, pt: outcome },
        conditions: [],
      },
      ...{ controls: [], sameAs: [], unknown: null },
    }));
  it.each<[string, Verdict['outcome'][], Verdict['outcome'][], Partial<typeof noTrial>]>([
    ['a new failure', ['pass'], ['fail'], { judged: 1, newlyFailing: 1 }],
    ['a failure of one row', ['pass', 'pass'], ['pass', 'fail'], { judged: 1, newlyFailing: 1 }],
    ['one row less', ['fail', 'fail'], ['pass', 'fail'], { judged: 1 }],
    ['a failure that ends', ['fail'], ['pass'], { judged: 1, newlyPassing: 1 }],
    ['switched off', ['fail'], [], { newlyPassing: 1 }],
    ['switched on', [], ['fail'], { judged: 1, newlyFailing: 1 }],
    ['not known then', ['fail'], ['unknown'], { judged: 1, unknown: 1 }],
    ['not known now', ['unknown'], ['fail'], { judged: 1 }],
    ['nothing to say', [], [], {}],
  ])('is %s', (_, before, after, counted) => {
    const trial = addOutcome(noTrial, 'a', resource, verdicts(...before), verdicts(...after));
    const examples = trial.newlyFailing + trial.newlyPassing;
    expect(trial).toEqual({ ...noTrial, ...counted, examples: expect.any(Array) });
    expect(trial.examples).toHaveLength(examples);
  });

  it('tells fifty examples at most', () => {
    let trial = noTrial;
    for (let index = 0; index < 60; index += 1)
      trial = addOutcome(trial, 'a', resource, verdicts('pass'), verdicts('fail'));
    expect(trial).toMatchObject({ judged: 60, newlyFailing: 60 });
    expect(trial.examples).toHaveLength(50);
    expect(addTrials(trial, trial)).toMatchObject({ judged: 120, newlyFailing: 120 });
    expect(addTrials(trial, trial).examples).toHaveLength(50);
  });
});
