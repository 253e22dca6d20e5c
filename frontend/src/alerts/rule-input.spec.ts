import { AlertRuleInput } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { emptyRule, fitQuery } from './rule-input.js';

describe('a rule that is begun', () => {
  const begun = { email: 'ana@example.com', language: 'pt', timeZone: 'America/Sao_Paulo', q: '' } as const;

  it('lacks nothing but a name', () => {
    expect(AlertRuleInput.safeParse(emptyRule(begun)).error?.issues.map(({ path }) => path)).toEqual([['name']]);
    expect(AlertRuleInput.parse({ ...emptyRule(begun), name: 'x' })).toEqual({ ...emptyRule(begun), name: 'x' });
  });

  it('with a query leaves the severity to it', () => {
    expect(emptyRule({ ...begun, q: 'service:s3' })).toMatchObject({ q: 'service:s3', minSeverity: 'info' });
  });

  it.each([
    ['severity:critical is:open', 'severity:critical is:open'],
    ['severity:critical assignee:me is:overdue "two words"', 'severity:critical "two words"'],
    ['opened:<7d -region:us-east-1', '-region:us-east-1'],
    ['is:reopened,overdue', ''],
    ['colour:red', ''],
  ])('can take %s as %s', (query, fit) => {
    expect(fitQuery(query)).toBe(fit);
  });
});
