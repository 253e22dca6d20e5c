import { describe, expect, it } from '@jest/globals';
import { IamRole } from '@cspmexa/resources';
import { runExample } from './examples.js';
import { condition, passIf, text } from './outcome.js';
import { parameterProblem, titleOf, valuesOfParameters } from './parameters.js';
import { definePolicy } from './policy.js';
import { renderFix } from './render.js';

const days = { title: text('Days', 'Dias'), unit: text('days', 'dias'), default: 90, min: 1, max: 365 };
const policy = definePolicy({
  id: 'aws-iam-role-young',
  title: text('Roles are at most {{maxDays}} days old', 'Funções têm no máximo {{maxDays}} dias'),
  severity: 'low',
  on: IamRole,
  needs: [],
  why: text('Because.', 'Porque.'),
  fix: { steps: [text('Renew it every {{maxDays}} days.', 'Renove a cada {{maxDays}} dias.')], cli: 'renew {{name}}' },
  rows: {
    first: { title: text('Within {{maxDays}} days', 'Em {{maxDays}} dias'), severity: 'low' },
    second: { title: text('Always', 'Sempre'), severity: 'low' },
  },
  parameters: { maxDays: days },
  check: (_, { base, now, row, parameters: { maxDays } }) =>
    passIf(
      [
        condition(now.getTime() - Date.parse(base.createdAt ?? '') <= maxDays * 86_400_000, row.title, {
          actual: base.createdAt,
          expected: maxDays,
        }),
      ],
      text('It is old.', 'É antiga.'),
    ),
  examples: {},
});
const madeAt = { base: { createdAt: '2025-12-01T00:00:00.000Z' }, now: '2026-01-15T00:00:00.000Z' } as const;

describe('a policy with parameters', () => {
  it('is called by its defaults, unless it is set', () => {
    expect(policy.title.en).toBe('Roles are at most 90 days old');
    expect(policy.rows?.['first']?.title.pt).toBe('Em 90 dias');
    expect(titleOf(policy, { maxDays: 30 }).pt).toBe('Funções têm no máximo 30 dias');
    expect(titleOf(policy, { maxDays: 30 }, 'first').en).toBe('Within 30 days');
    expect(titleOf(policy, {}, 'constructor').en).toBe(policy.title.en);
  });

  it('judges by its defaults, unless it is set, and says so in its conditions', () => {
    const outcomes = (parameters?: { maxDays: number }) =>
      runExample(policy, { ...madeAt, outcome: 'pass', ...(parameters ? { parameters } : {}) }).map(
        ({ outcome, conditions, reason }) => [outcome, conditions[0]?.says.en, conditions[0]?.expected, reason.en],
      );
    expect(outcomes()).toEqual([
      ['pass', 'Within 90 days', 90, 'Roles are at most 90 days old'],
      ['pass', 'Always', 90, 'Roles are at most 90 days old'],
    ]);
    expect(outcomes({ maxDays: 10 })[0]).toEqual(['fail', 'Within 10 days', 10, 'It is old.']);
    expect(outcomes({ maxDays: 45 })[0]?.[0]).toBe('pass');
  });

  it('names its numbers in its fix: those of the finding, of the setting, or the defaults', () => {
    const subject = { arn: '', id: '', name: 'app', region: '', accountId: '', base: {} };
    expect(renderFix(policy)).toMatchObject({ steps: [{ en: 'Renew it every 90 days.' }], cli: 'renew <name>' });
    expect(renderFix(policy, undefined, '', { maxDays: 30 }).steps[0]?.en).toBe('Renew it every 30 days.');
    expect(renderFix(policy, { ...subject, base: { maxDays: 20 } }).steps[0]?.pt).toBe('Renove a cada 20 dias.');
  });

  it.each([
    [0, false],
    [1, true],
    [365, true],
    [366, false],
    [1.5, false],
    [Number.NaN, false],
  ])('takes %d: %s', (value, isGood) => {
    expect(parameterProblem(days, value) === undefined).toBe(isGood);
  });

  it('does not know others', () => {
    expect(valuesOfParameters(policy, { other: 1, constructor: 2 })).toEqual({ maxDays: 90 });
  });
});
