import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parameterProblem, renderFix, runExample, worstOf } from '@cspmexa/policy-kit';
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
  const fix = renderFix(policy);
  const parameters = Object.entries(policy.parameters);

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

  it('has parameters whose defaults are within their limits, and each has an example of its own', () => {
    for (const [name, parameter] of parameters) {
      expect(parameterProblem(parameter, parameter.default)).toBeUndefined();
      expect(name).toMatch(/^[a-z][A-Za-z]+$/);
      expect([parameter.title.en, parameter.title.pt, parameter.unit.en, parameter.unit.pt]).not.toContain('');
      const names = Object.values(policy.examples).flatMap((example) => Object.keys(example.parameters ?? {}));
      expect(names).toContain(name);
    }
    // Nothing is left of the places for numbers.
    const shown = JSON.stringify([policy.title, policy.rows, fix]);
    expect(parameters.filter(([name]) => shown.includes(`{{${name}}}`) || shown.includes(`<${name}>`))).toEqual([]);
    expect(JSON.stringify([policy.title, policy.rows ?? {}])).not.toContain('{{');
  });
});
