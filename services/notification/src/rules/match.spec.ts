import { describe, expect, it } from '@jest/globals';
import { findingOpened, type FindingFacts } from '@cspmexa/contracts';
import { recipientsOf } from './match.js';

const finding: FindingFacts = { ...findingOpened.example, severity: 'high', service: 's3' };
const ana = { email: 'ana@example.com', language: 'en' as const };
const rule = {
  enabled: true,
  minSeverity: 'high' as const,
  accountIds: [],
  services: [],
  recipients: [ana],
  windowMinutes: 5,
};

describe('alert rules', () => {
  it.each([
    ['asks for everything from its severity on', rule, 1],
    ['does not ask for less severe findings', { ...rule, minSeverity: 'critical' as const }, 0],
    ['is switched off', { ...rule, enabled: false }, 0],
    ['asks for this account', { ...rule, accountIds: [finding.accountId] }, 1],
    ['asks for another account', { ...rule, accountIds: ['5b0d6c1e-2f3a-4b5c-8d7e-000000000000'] }, 0],
    ['asks for this service', { ...rule, services: ['s3' as const] }, 1],
    ['asks for another service', { ...rule, services: ['iam' as const] }, 0],
  ])('%s', (_, asked, told) => {
    expect(recipientsOf([asked], finding)).toHaveLength(told);
  });

  it('tell a person once, in the shortest of their windows', () => {
    expect(recipientsOf([rule, { ...rule, windowMinutes: 1 }, { ...rule, windowMinutes: 9 }], finding)).toEqual([
      { ...ana, windowMinutes: 1 },
    ]);
  });
});
