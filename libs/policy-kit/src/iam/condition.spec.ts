import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeCondition } from './condition.js';
import { conditionOperators } from './document.js';
import type { Condition } from './document.js';
import { isProblem, parseDocument } from './index.js';

function condition(operator: string, value: unknown): Condition {
  const parsed = parseDocument({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { k: value } } },
  });
  const [one] = isProblem(parsed) ? [] : (parsed.statements[0]?.conditions ?? []);
  if (one === undefined) throw new Error(`${operator} was not read`);
  return one;
}

describe('a condition', () => {
  it.each<[string, unknown, string | string[] | null, boolean]>([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'A', 'a', false],
    ['StringEqualsIgnoreCase', 'A', 'a', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringNotLike', 'a*', 'ab', false],
    ['Bool', true, 'TRUE', true],
    ['Bool', 'true', 'false', false],
    ['NumericLessThan', 1.2, '1.1', true],
    ['NumericLessThan', 1.2, 'x', false],
    ['NumericGreaterThanEquals', '3', '3', true],
    ['NumericNotEquals', '3', '4', true],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
    ['DateGreaterThan', '1767225600', '2026-01-01T00:00:01Z', true],
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', '2001:db8::/32', '10.1.2.3', false],
    ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '192.168.0.1', false],
    ['ArnLike', 'arn:aws:iam::*:role/x*', 'arn:aws:iam::111122223333:role/xy', true],
    ['ArnEquals', 'arn:aws:sns:*:111122223333:a', 'arn:aws:sns:eu-west-1:111122223333:a', true],
    ['ArnNotLike', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::444455556666:role/x', true],
    ['Null', 'true', null, true],
    ['Null', 'true', 'a', false],
    ['Null', false, 'a', true],
    ['StringEquals', 'a', null, false],
    ['StringEqualsIfExists', 'a', null, true],
    ['StringNotEquals', 'a', null, true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', 'a', null, true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', 'a', null, false],
    ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', 'a', null, false],
    ['StringNotEquals', 'a', ['a', 'b'], false],
    ['StringEquals', [], 'a', false],
    ['StringNotEquals', [], 'a', true],
  ])('%s %j holds for %j: %s', (operator, value, actual, holds) => {
    const values = typeof actual === 'string' ? [actual] : actual;
    expect(judgeCondition(condition(operator, value), values)).toBe(String(holds));
  });

  it('is not settled by a key that is not known, or a value that depends on the request', () => {
    for (const operator of conditionOperators)
      expect(judgeCondition(condition(operator, 'true'), undefined)).toBe('unknown');
    expect(judgeCondition(condition('StringEquals', '${aws:username}'), ['jo'])).toBe('unknown');
  });

  it('never throws on any value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...conditionOperators),
        fc.array(fc.string()),
        fc.option(fc.array(fc.string())),
        (operator, values, actual) => {
          expect(['true', 'false', 'unknown']).toContain(judgeCondition(condition(operator, values), actual));
        },
      ),
    );
  });
});
