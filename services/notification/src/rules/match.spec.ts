import { describe, expect, it } from '@jest/globals';
import { findingOpened, type FindingFacts } from '@cspmexa/contracts';
import { tellingsOf, type Asked, type Opened } from './match.js';

const facts: FindingFacts = { ...findingOpened.example, severity: 'high', service: 's3', region: 'sa-east-1' };
const opened: Opened = { facts, reopened: false, account: { name: 'Production', owners: [] } };
const ana = { email: 'ana@example.com', language: 'pt' as const };
const now = new Date('2026-11-21T12:00:00Z');
const rule: Asked = {
  id: 'c0ffee00-1111-4222-8333-444455556666',
  name: 'On call',
  enabled: true,
  minSeverity: 'high',
  accountIds: [],
  services: [],
  q: '',
  recipients: [ana],
  toOwners: false,
  timing: { kind: 'instant', windowMinutes: 5 },
  timeZone: 'UTC',
  quietHours: null,
};
const window = (windowMinutes: number) => ({ timing: { kind: 'instant' as const, windowMinutes } });

describe('alert rules', () => {
  it.each<[string, Asked, number]>([
    ['asks for everything from its severity on', rule, 1],
    ['does not ask for less severe findings', { ...rule, minSeverity: 'critical' }, 0],
    ['is switched off', { ...rule, enabled: false }, 0],
    ['asks for this account', { ...rule, accountIds: [facts.accountId] }, 1],
    ['asks for another account', { ...rule, accountIds: ['5b0d6c1e-2f3a-4b5c-8d7e-000000000000'] }, 0],
    ['asks for this service', { ...rule, services: ['s3'] }, 1],
    ['asks for another service', { ...rule, services: ['iam'] }, 0],
    ['asks for the account by its name', { ...rule, q: 'account:production' }, 1],
    ['asks for another name', { ...rule, q: 'account:staging' }, 0],
    ['asks for a region and a part of a name', { ...rule, q: 'region:sa-east-1 resource:example-*' }, 1],
    ['asks for what came back', { ...rule, q: 'is:reopened' }, 0],
    ['asks for everything but this', { ...rule, q: '-policy:aws-s3-bucket-denies-http' }, 0],
    ['asks for words of either language', { ...rule, q: 'criptografia' }, 1],
    ['has both a query and a menu, of which one does not hold', { ...rule, q: 'service:s3', services: ['iam'] }, 0],
  ])('%s', (_, asked, told) => {
    expect(tellingsOf([asked], opened, now)).toHaveLength(told);
  });

  it('tell a person once, in the shortest of their windows, and say because of which', () => {
    const rules = [rule, { ...rule, ...window(1), name: 'Soon' }, { ...rule, ...window(9), name: 'Soon' }];
    expect(tellingsOf(rules, opened, now)).toEqual([
      {
        ...ana,
        kind: 'instant',
        bundle: '',
        dueAt: new Date('2026-11-21T12:01:00Z'),
        rules: ['On call', 'Soon'],
      },
    ]);
  });

  it('tell the owners of the account in the language of the first recipient, and each address once', () => {
    const owned = { ...opened, account: { name: null, owners: ['ana@example.com', 'rui@example.com'] } };
    const told = (asked: Asked) => tellingsOf([asked], owned, now).map(({ email, language }) => `${email} ${language}`);
    expect(told({ ...rule, toOwners: true })).toEqual(['ana@example.com pt', 'rui@example.com pt']);
    expect(told({ ...rule, toOwners: true, recipients: [] })).toEqual(['ana@example.com en', 'rui@example.com en']);
    expect(told(rule)).toEqual(['ana@example.com pt']);
  });
});
