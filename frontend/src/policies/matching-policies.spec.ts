import { describe, expect, it } from '@jest/globals';
import { Policy } from '@cspmexa/contracts';
import { matchingPolicies } from './matching-policies.js';

const policy = (id: string, severity: string, fail: number): Policy =>
  Policy.parse({
    id,
    severity,
    service: id.split('-')[1],
    resourceKind: `aws.${id.split('-')[1]}.x`,
    title: { en: `Rule ${id}`, pt: `Política sobre criptografia ${id}` },
    why: { en: '', pt: '' },
    controls: ['cis-aws-7.0/1.3'],
    sameAs: ['prowler/some_check'],
    fix: { steps: [], cli: null, terraform: null },
    rows: [],
    counts: { pass: 0, fail, unknown: 0 },
    parameters: [],
    off: id === 'aws-s3-b' ? 2 : 0,
    adjusted: id === 'aws-iam-a',
  });

const all = [policy('aws-s3-b', 'low', 0), policy('aws-iam-a', 'critical', 2), policy('aws-s3-a', 'low', 1)];
const ids = (filters: Parameters<typeof matchingPolicies>[1]): string[] =>
  matchingPolicies(all, filters, 'pt').map(({ id }) => id);

describe('the catalogue', () => {
  it('lists the worst first', () => expect(ids({})).toEqual(['aws-iam-a', 'aws-s3-a', 'aws-s3-b']));
  it('finds without case and accents', () => expect(ids({ search: 'POLITICA iam' })).toEqual(['aws-iam-a']));
  it('finds by the check of another tool', () => expect(ids({ search: 'prowler/some' })).toHaveLength(3));
  it('narrows by service, severity and failure', () =>
    expect(ids({ service: ['s3'], severity: ['low'], failing: true })).toEqual(['aws-s3-a']));
  it('narrows by kind', () => expect(ids({ kind: ['aws.iam.x'] })).toEqual(['aws-iam-a']));
  it('narrows to what a tenant switched off or adjusted', () => {
    expect(ids({ setting: ['off'] })).toEqual(['aws-s3-b']);
    expect(ids({ setting: ['off', 'adjusted'] })).toEqual(['aws-iam-a', 'aws-s3-b']);
  });
  it('finds nothing that is not there', () => expect(ids({ search: 'zebra' })).toEqual([]));
});
