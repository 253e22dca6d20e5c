import { describe, expect, it } from '@jest/globals';
import { controlGroups, peerGroups } from './peers.js';

describe('what a policy equals elsewhere', () => {
  it('is grouped by tool, with the controls of Security Hub among them, once each', () => {
    const policy = {
      sameAs: ['prowler/b', 'cloudsploit/x', 'prowler/a', 'prowler/a', 'scoutsuite/deep/er'],
      controls: ['fsbp/S3.5', 'cis-aws-7.0/3.1'],
    };
    expect(peerGroups(policy)).toEqual([
      { peer: 'cloudsploit', checks: ['x'] },
      { peer: 'prowler', checks: ['a', 'b'] },
      { peer: 'scoutsuite', checks: ['deep/er'] },
      { peer: 'security-hub', checks: ['S3.5'] },
    ]);
    expect(peerGroups({ sameAs: [], controls: [] })).toEqual([]);
  });

  it('lists controls by framework in the order of their numbers', () =>
    expect(controlGroups(['fsbp/S3.5', 'cis-aws-7.0/1.13', 'cis-aws-7.0/1.3'])).toEqual([
      { frameworkId: 'cis-aws-7.0', controls: ['cis-aws-7.0/1.3', 'cis-aws-7.0/1.13'] },
      { frameworkId: 'fsbp', controls: ['fsbp/S3.5'] },
    ]));
});
