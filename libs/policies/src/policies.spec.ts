import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runExample, worstOf } from '@cspmexa/policy-kit';
import { findPolicy, policyList } from './index.js';

describe('the catalogue', () => {
  it('has no id twice', () => {
    expect(new Set(policyList.map(({ id }) => id)).size).toBe(policyList.length);
  });
});

describe.each(policyList.map((policy) => [policy.id, policy] as const))('%s', (id, policy) => {
  const outcomes = Object.values(policy.examples).map(({ outcome }) => outcome);
  const texts = [
    policy.title,
    policy.why,
    ...policy.fix.steps,
    ...Object.values(policy.rows ?? {}).map(({ title }) => title),
  ];

  it.each(Object.entries(policy.examples))('example: %s', (_, example) => {
    const verdicts = runExample(policy, example);
    expect({ outcome: worstOf(verdicts), reasons: verdicts.map(({ reason }) => reason.en) }).toMatchObject({
      outcome: example.outcome,
    });
    if (example.fails)
      expect(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ discriminator }) => discriminator)).toEqual(
        example.fails,
      );
    for (const verdict of verdicts)
      if (verdict.outcome === 'fail') expect(verdict.conditions.some(({ holds }) => !holds)).toBe(true);
  });

  it('shows a pass and a fail, says everything in both languages, and can be fixed', () => {
    expect(findPolicy(id)).toBe(policy);
    expect(outcomes).toEqual(expect.arrayContaining(['pass', 'fail']));
    for (const { en, pt } of texts) {
      expect(en.trim()).not.toBe('');
      expect(pt.trim()).not.toBe('');
      expect(pt).not.toBe(en);
    }
    expect(policy.fix.steps.length).toBeGreaterThan(0);
    expect(path.basename(id)).toBe(id);
  });
});
