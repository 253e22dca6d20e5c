import { frameworks } from '@cspmexa/frameworks';
import { policyList } from '@cspmexa/policies';
import { describe, expect, it } from '@jest/globals';
import { tunedPolicies } from '../../test/tuned-policies.js';
import { Assessment } from './assessment.js';
import { Sayings, type AttestationRow } from './attestation-rows.js';
import type { Verdicts } from './evidence-rows.js';
import { numberOf, sectionsOf } from './sections.js';
import { speakersOf } from './speakers.js';
import { countStatuses, noVerdicts, statusOf, statusOverAll, type Known, type Said } from './status.js';

const counts = (pass: number, fail: number, unknown: number) => ({ pass, fail, unknown });
const known = (pass: number, fail: number, unknown: number, said?: Said): Known => ({
  counts: counts(pass, fail, unknown),
  said,
});

describe('the status of a control in one account', () => {
  it.each<[string, boolean, Known, ReturnType<typeof statusOf>]>([
    ['every verdict passes', true, known(3, 0, 0), 'passed'],
    ['one fails', true, known(3, 1, 0), 'failed'],
    ['one fails and one is unknown', true, known(3, 1, 1), 'failed'],
    ['one is unknown', true, known(3, 0, 1), 'unknown'],
    ['none was judged', true, known(0, 0, 0), 'unknown'],
    ['no policy speaks for it', false, known(0, 0, 0), 'manual'],
    ['a person says that it is met', false, known(0, 0, 0, 'met'), 'passed'],
    ['a person says that it is met where nothing was judged', true, known(0, 0, 0, 'met'), 'passed'],
    ['a person says that it is met and a verdict fails', true, known(3, 1, 0, 'met'), 'failed'],
    ['a person says that it is not met and every verdict passes', true, known(3, 0, 0, 'not-met'), 'failed'],
    ['a person says that it does not apply', true, known(0, 1, 0, 'not-applicable'), 'not-applicable'],
  ])('when %s', (_, hasPolicies, given, status) => {
    expect(statusOf(hasPolicies, given)).toBe(status);
  });
});

describe('the status over several accounts', () => {
  it.each<[ReturnType<typeof statusOf>, Known[]]>([
    ['failed', [known(1, 0, 0), known(0, 1, 0), known(0, 0, 1)]],
    ['unknown', [known(1, 0, 0), known(0, 0, 0)]],
    ['passed', [known(1, 0, 0), known(0, 0, 0, 'not-applicable')]],
    ['not-applicable', [known(1, 1, 0, 'not-applicable'), known(0, 0, 0, 'not-applicable')]],
    ['unknown', []],
  ])('is %s', (status, accounts) => {
    expect(statusOverAll(true, accounts)).toBe(status);
  });

  it('waits for a person as long as one of them does', () => {
    expect(statusOverAll(false, [known(0, 0, 0, 'met'), known(0, 0, 0)])).toBe('manual');
    expect(statusOverAll(false, [], 'met')).toBe('passed');
  });
});

describe('controls by status', () => {
  it('count passed of passed and failed, rounded down', () => {
    expect(countStatuses(['passed', 'passed', 'failed', 'unknown', 'manual', 'manual', 'not-applicable'])).toEqual({
      ...{ passed: 2, failed: 1, unknown: 1, manual: 2, notApplicable: 1, percent: 66.6 },
    });
    expect(countStatuses([...Array<'passed'>(1_999).fill('passed'), 'failed']).percent).toBe(99.9);
    expect(countStatuses(['unknown', 'manual', 'not-applicable']).percent).toBeNull();
  });
});

describe('the parts of a framework', () => {
  it.each(Object.values(frameworks))(
    '$id holds each control of the standard once, in order, under a title',
    (framework) => {
      const sections = sectionsOf(framework);
      const inside = framework.controls.filter(({ outside }) => outside !== true);
      expect(sections.flatMap(({ controls }) => controls.map(({ id }) => id)).sort()).toEqual(
        inside.map(({ id }) => id).sort(),
      );
      expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
      for (const { title } of sections) expect(title.en).not.toMatch(/^[\d.]+$/);
    },
  );

  it('come by their numbers', () => {
    const sections = sectionsOf(frameworks['cis-aws-7.0']);
    expect(sections.map(({ id }) => id)).toEqual(['2', '2.1', '3.1', '3.2', '3.3', '4', '5', '6', '6.1']);
    expect(sections[0]?.controls.slice(7, 10).map(numberOf)).toEqual(['2.9', '2.10', '2.11']);
    expect(sectionsOf(frameworks.fsbp).map(({ id }) => id)).toEqual(['EC2', 'IAM', 'S3']);
  });
});

describe('who speaks for a control', () => {
  const speakers = speakersOf(policyList);

  it('is a policy, or a row of its table alone', () => {
    expect(speakers.get('cis-aws-7.0/3.1.1')).toEqual([
      expect.objectContaining({ policyId: 'aws-s3-bucket-denies-http', row: null }),
    ]);
    expect(speakers.get('cis-aws-7.0/2.8')).toEqual([
      expect.objectContaining({ policyId: 'aws-iam-password-policy-is-strong', row: 'length' }),
    ]);
  });

  it('knows every control, also those that nobody speaks for', () => {
    expect(speakers.size).toBe(Object.values(frameworks).flatMap(({ controls }) => controls).length);
    expect(speakers.get('cis-aws-7.0/2.1.2')).toEqual([]);
  });

  it('counts the failures of a wider row, which stands for it, and listings that failed', () => {
    const policyId = 'aws-ec2-security-group-ports-closed-to-internet';
    const [control, one] = [...speakers].flatMap(([id, list]) =>
      list
        .filter((speaker) => speaker.policyId === policyId && speaker.impliedBy.length > 0)
        .map((found) => [id, found] as const),
    )[0] ?? ['', undefined];
    expect(one).toBeDefined();
    if (!one) return;
    const verdict = (discriminator: string, ...[pass, fail, unknown]: [number, number, number]): Verdicts => ({
      ...{ accountId: 'a', policyId, discriminator, pass, fail, unknown },
    });
    const rows = [verdict(one.row ?? '', 5, 1, 0), verdict(one.impliedBy[0] ?? '', 4, 2, 0), verdict('', 0, 0, 1)];
    const assessment = new Assessment(policyList, ['a', 'b'], rows, new Sayings([], new Date(0)));
    expect(assessment.countsOf(one, 'a')).toEqual(counts(5, 3, 1));
    expect(assessment.countsOf(one, 'b')).toEqual(noVerdicts);
    expect(assessment.status(control)).toBe('failed');
  });
});

describe('what people said', () => {
  const now = new Date('2026-03-01T00:00:00.000Z');
  const all = '00000000-0000-0000-0000-000000000000';
  const controlId = 'cis-aws-7.0/3.1.2';
  const row = (accountId: string, verdict: Said, until: string): AttestationRow => ({
    ...{ id: '', controlId, accountId, verdict, note: '', evidenceUrl: null, by: 'ana@example.com', at: now },
    until: new Date(until),
  });

  it('holds for an account before what was said of all, and until its date', () => {
    const sayings = new Sayings(
      [row('a', 'not-met', '2026-04-01'), row('b', 'not-met', '2026-02-01'), row(all, 'met', '2026-04-01')],
      now,
    );
    expect(['a', 'b', 'c'].map((account) => sayings.of(controlId, account))).toEqual(['not-met', 'met', 'met']);
    expect(new Sayings([row(all, 'met', now.toISOString())], now).ofAll(controlId)).toBeUndefined();
  });

  it('is told to have decided only where it did', () => {
    const control = frameworks['cis-aws-7.0'].controls.find(({ id }) => id === controlId);
    if (!control) throw new Error('There is no such control.');
    const assessed = (fail: number, said: AttestationRow[]) =>
      new Assessment(
        tunedPolicies,
        ['a'],
        [{ ...noVerdicts, accountId: 'a', policyId: 'test-s3-bucket-is-young', discriminator: '', pass: 1, fail }],
        new Sayings(said, now),
      ).control(control);
    expect(assessed(0, [row(all, 'met', '2026-04-01')])).toMatchObject({ status: 'passed', attested: false });
    expect(assessed(0, [row(all, 'not-met', '2026-04-01')])).toMatchObject({ status: 'failed', attested: true });
    expect(assessed(1, [row(all, 'met', '2026-04-01')])).toMatchObject({ status: 'failed', attested: false });
    expect(assessed(1, [])).toMatchObject({
      severity: 'medium',
      policies: 1,
      counts: { pass: 1, fail: 1, unknown: 0 },
    });
  });
});
