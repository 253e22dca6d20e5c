import { describe, expect, it } from '@jest/globals';
import { mayAssume } from './trust.js';

const caller = { accountId: '444455556666', arn: 'arn:aws:sts::444455556666:assumed-role/scanner/s', userId: 'u' };
const HERE = '111122223333';

function judge(statement: object | object[], context: Record<string, string | undefined> = {}): boolean {
  const statements = [statement].flat().map((each) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...each }));
  return mayAssume(JSON.stringify({ Statement: statements }), HERE, caller, context);
}

const AWS = (who: unknown): object => ({ Principal: { AWS: who } });
const condition = (Condition: object): object => ({ Principal: '*', Condition });

describe('a trust policy', () => {
  it.each<[string, object | object[], Record<string, string | undefined>]>([
    ['everybody', { Principal: '*' }, {}],
    ['the account by its root', AWS('arn:aws:iam::444455556666:root'), {}],
    ['the account by its number', AWS(['999999999999', '444455556666']), {}],
    ['the role of the session', AWS('arn:aws:iam::444455556666:role/scanner'), {}],
    ['the right ExternalId', condition({ StringEquals: { 'sts:ExternalId': ['a', 'b'] } }), { 'sts:externalid': 'b' }],
    ['an ExternalId by pattern', condition({ StringLike: { 'sts:ExternalId': 'a-*' } }), { 'sts:externalid': 'a-1' }],
    ['a call without a key that must be absent', condition({ Null: { 'sts:ExternalId': 'true' } }), {}],
    [
      'a call without a key that may be absent',
      condition({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }),
      {},
    ],
    [
      'a value that is not the one refused',
      condition({ StringNotEquals: { 'sts:ExternalId': 'a' } }),
      { 'sts:externalid': 'b' },
    ],
  ])('lets in %s', (_, statement, context) => {
    expect(judge(statement, context)).toBe(true);
  });

  it.each<[string, object | object[], Record<string, string | undefined>]>([
    ['another account', AWS('arn:aws:iam::999999999999:root'), {}],
    ['a service', { Principal: { Service: 'ec2.amazonaws.com' } }, {}],
    ['another action', { ...AWS('*'), Action: 'sts:AssumeRoleWithSAML' }, {}],
    ['a call without the ExternalId', condition({ StringEquals: { 'sts:ExternalId': 'a' } }), {}],
    ['a wrong ExternalId', condition({ StringEquals: { 'sts:ExternalId': 'a' } }), { 'sts:externalid': 'A' }],
    ['a call without MFA', condition({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), {}],
    ['a condition nobody knows', condition({ Wondrous: { 'sts:ExternalId': 'a' } }), { 'sts:externalid': 'a' }],
    ['whom a second statement denies', [{ Principal: '*' }, { Principal: '*', Effect: 'Deny' }], {}],
  ])('keeps out %s', (_, statement, context) => {
    expect(judge(statement, context)).toBe(false);
  });
});
