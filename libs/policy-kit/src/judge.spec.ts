import { describe, expect, it } from '@jest/globals';
import { IamRole, known, resourceOf, unknown, type Facet } from '@cspmexa/resources';
import { Judge } from './judge.js';
import { fail, pass, text } from './outcome.js';
import { definePolicy } from './policy.js';

const title = text('The row is fine', 'A linha está certa');
const fix = { steps: [] };
const table = definePolicy({
  id: 'aws-iam-table',
  title,
  severity: 'low',
  on: IamRole,
  needs: ['trustPolicy'],
  controls: ['fsbp/IAM.1'],
  sameAs: ['prowler/iam_root_mfa_enabled'],
  why: title,
  fix,
  rows: {
    all: { title, severity: 'critical', sameAs: ['cloudsploit/openAllPortsProtocols'] },
    some: { title, severity: 'high', sameAs: ['cloudsploit/openSSH'], controls: ['fsbp/EC2.13'], impliedBy: 'all' },
    few: { title, severity: 'medium', sameAs: ['cloudsploit/openRDP'], controls: ['fsbp/EC2.14'], impliedBy: 'some' },
  },
  check: ({ trustPolicy }, { row }) => (trustPolicy.split(' ').includes(row.id) ? fail(title, []) : pass()),
  examples: {},
});

const role = (trustPolicy: Facet<string>) =>
  resourceOf(
    IamRole,
    { partition: 'aws', accountId: '111122223333', region: 'global' },
    { name: 'app', path: '/', roleId: 'AROAEXAMPLE', createdAt: '2026-01-01T00:00:00.000Z' },
    { trustPolicy },
    {},
  );
const judged = (trustPolicy: Facet<string>) => [...new Judge([table], new Date(0)).resource(role(trustPolicy))];

describe('a policy with a table', () => {
  it('says what each row says while none implies another', () => {
    expect(judged(known('few')).map((v) => [v.discriminator, v.outcome, v.severity, v.sameAs])).toEqual([
      ['all', 'pass', 'critical', ['prowler/iam_root_mfa_enabled', 'cloudsploit/openAllPortsProtocols']],
      ['some', 'pass', 'high', ['prowler/iam_root_mfa_enabled', 'cloudsploit/openSSH']],
      ['few', 'fail', 'medium', ['prowler/iam_root_mfa_enabled', 'cloudsploit/openRDP']],
    ]);
  });

  it('says once what implies other rows, and cites the controls and checks of them all', () => {
    const verdicts = judged(known('all some few'));
    expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([
      expect.objectContaining({
        discriminator: 'all',
        severity: 'critical',
        controls: ['fsbp/IAM.1', 'fsbp/EC2.13', 'fsbp/EC2.14'],
        sameAs: [
          'prowler/iam_root_mfa_enabled',
          'cloudsploit/openAllPortsProtocols',
          'cloudsploit/openSSH',
          'cloudsploit/openRDP',
        ],
      }),
    ]);
    expect(verdicts.map(({ discriminator }) => discriminator)).not.toContain('some');
  });

  it('is unknown in every row when what it needs is unknown', () => {
    const verdicts = judged(unknown('denied', 'iam:GetRole', 'No.'));
    expect(verdicts.map((v) => [v.discriminator, v.outcome, v.unknown?.reason])).toEqual(
      ['all', 'some', 'few'].map((id) => [id, 'unknown', 'denied']),
    );
  });

  it('is unknown when the check breaks', () => {
    const broken = {
      ...table,
      rows: undefined,
      check: () => {
        throw new TypeError('Oops');
      },
    };
    const [verdict] = new Judge([broken], new Date(0)).resource(role(known('')));
    expect(verdict).toMatchObject({ outcome: 'unknown', unknown: { reason: 'failed' } });
  });
});
