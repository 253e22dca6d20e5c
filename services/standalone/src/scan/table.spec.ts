import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '@cspmexa/policy-kit';
import { Table } from './table.js';

const fail = (policyId: string, severity: Verdict['severity'], resourceArn: string, discriminator = ''): Verdict => ({
  policyId,
  outcome: 'fail',
  severity,
  accountId: '111122223333',
  region: 'us-east-1',
  service: 's3',
  resourceKind: 'aws.s3.bucket',
  resourceArn,
  resourceName: null,
  discriminator,
  reason: { en: `${policyId} fails.`, pt: `${policyId} falha.` },
  conditions: [],
  controls: [],
  sameAs: [],
  unknown: null,
});
const drawn = (fails: readonly Verdict[], language: 'en' | 'pt' = 'en', colour = false): string[] => {
  const table = new Table(language, colour);
  for (const verdict of fails) table.add(verdict);
  return [...table.lines()];
};

describe('the table', () => {
  it('puts the worst first, then orders by policy, resource and row', () => {
    expect(
      drawn([
        fail('b', 'low', 'arn:1'),
        fail('b', 'critical', 'arn:10'),
        fail('b', 'critical', 'arn:2', 'ssh'),
        fail('b', 'critical', 'arn:2', 'rdp'),
        fail('a', 'critical', 'arn:3'),
        fail('a', 'medium', 'arn:4'),
      ]),
    ).toEqual([
      'SEVERITY  POLICY   RESOURCE  WHY',
      'critical  a        arn:3     a fails.',
      'critical  b        arn:10    b fails.',
      'critical  b (rdp)  arn:2     b fails.',
      'critical  b (ssh)  arn:2     b fails.',
      'medium    a        arn:4     a fails.',
      'low       b        arn:1     b fails.',
      '',
      '6 findings',
    ]);
  });

  it('says so when there is nothing to show', () => {
    expect([drawn([]), drawn([], 'pt')]).toEqual([['No findings.'], ['Nenhum achado.']]);
  });

  it('draws more rows than a call may have arguments', () => {
    const many = Array.from({ length: 150_000 }, (_, index) => fail('a', 'high', `arn:${index}`));
    expect(drawn(many).at(-1)).toBe('150000 findings');
  });

  it('keeps what could steer the terminal out', () => {
    expect(drawn([fail('a', 'high', 'arn:\u001b[2J')], 'pt', true).join('\n')).not.toContain('\u001b[2J');
  });
});
