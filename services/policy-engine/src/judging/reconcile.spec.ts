import { describe, expect, it } from '@jest/globals';
import { condition, definePolicy, pass, text } from '@cspmexa/policy-kit';
import { S3Bucket } from '@cspmexa/resources';
import fc from 'fast-check';
import { isLate } from '../extent/extent.js';
import { Catalogue } from '../policies/catalogue.js';
import { keyOf, type Failing, type Judged } from './judged.js';
import { reconcile, type Change, type KnownFinding, type Looked } from './reconcile.js';

const words = text('a', 'b');
const policy = (
  id: string,
  extra: {
    retired?: string;
    rows?: Record<string, { title: typeof words; severity: 'high'; impliedBy?: string }>;
  } = {},
) =>
  definePolicy({
    id,
    title: words,
    severity: 'high',
    on: S3Bucket,
    needs: [],
    why: words,
    fix: { steps: [words] },
    check: () => pass(condition(true, words, { actual: 1 })),
    examples: { good: { outcome: 'pass' }, bad: { outcome: 'fail' } },
    ...extra,
  });
const catalogue = new Catalogue([
  policy('plain'),
  policy('other'),
  policy('gone', { retired: 'superseded' }),
  policy('table', {
    rows: { all: { title: words, severity: 'high' }, ssh: { title: words, severity: 'high', impliedBy: 'all' } },
  }),
]);

const kind = S3Bucket.kind;
const arn = 'arn:aws:s3:::reports';

const failing = (given: Partial<Failing> = {}): Failing => {
  const { severity = 3, evidenceHash = 'e1' } = given;
  return {
    ...{ policyId: 'plain', resourceArn: arn, discriminator: '', outcome: 'fail', severity, evidenceHash },
    ...{ awsAccountId: '111122223333', region: 'sa-east-1', listedIn: 'global', service: 's3', resourceKind: kind },
    ...{ resourceName: 'reports', title: words, reason: words, conditions: [], subject: { id: 'reports', base: {} } },
    contentHash: `${severity} ${evidenceHash}`,
    ...given,
  };
};
const verdict = (outcome: Judged['outcome'], given: Partial<Failing> = {}): Judged =>
  outcome === 'fail' ? failing(given) : { ...failing(given), outcome };

const known = (given: Partial<KnownFinding> = {}): KnownFinding => ({
  ...{ policyId: 'plain', resourceArn: arn, discriminator: '', status: 'open', severity: 3, resourceKind: kind },
  ...{ listedIn: 'global', evidenceHash: 'e1', contentHash: '3 e1', ...given },
});

const looked = (verdicts: readonly Judged[], given: Partial<Looked> = {}): Looked => ({
  verdicts: new Map(verdicts.map((judged) => [keyOf(judged), judged])),
  saw: () => true,
  listing: () => 'complete',
  repair: 'fixed',
  concerns: () => true,
  ...given,
});

/** A change in one word. */
const said = (change: Change): string =>
  change.kind === 'resolve'
    ? change.resolution
    : change.kind === 'update'
      ? `update ${change.difference ?? 'quietly'}`
      : change.kind;

describe('reconciling one finding', () => {
  const excepted = known({ status: 'excepted' });
  const resolved = known({ status: 'resolved' });
  it.each<[string, KnownFinding[], Judged[], Partial<Looked>, string[]]>([
    ['opens what fails for the first time', [], [verdict('fail')], {}, ['open']],
    ['opens nothing for a pass', [], [verdict('pass')], {}, []],
    ['opens nothing for what is unknown', [], [verdict('unknown')], {}, []],
    ['leaves alone what fails as before', [known()], [verdict('fail')], {}, []],
    ['resolves what passes', [known()], [verdict('pass')], {}, ['fixed']],
    [
      'tells a repair from a policy that asks for less',
      [known()],
      [verdict('pass')],
      { repair: 'policy-changed' },
      ['policy-changed'],
    ],
    ['keeps it open when we could not look', [known()], [verdict('unknown')], {}, []],
    ['reopens what fails again', [resolved], [verdict('fail')], {}, ['reopen']],
    ['leaves a resolved one alone when it passes', [resolved], [verdict('pass')], {}, []],
    ['notes new evidence', [known()], [verdict('fail', { evidenceHash: 'e2' })], {}, ['update changed']],
    ['notes a severity that rose', [known()], [verdict('fail', { severity: 4 })], {}, ['update worsened']],
    ['notes a severity that fell', [known()], [verdict('fail', { severity: 1 })], {}, ['update improved']],
    ['takes over a new name quietly', [known()], [verdict('fail', { contentHash: 'named' })], {}, ['update quietly']],
    ['keeps an exception while it fails', [excepted], [verdict('fail')], {}, []],
    [
      'updates the evidence of an exception',
      [excepted],
      [verdict('fail', { evidenceHash: 'e2' })],
      {},
      ['update changed'],
    ],
    ['resolves an exception that passes', [excepted], [verdict('pass')], {}, ['fixed']],
    ['resolves what is no longer listed', [known()], [], { saw: () => false }, ['resource-deleted']],
    [
      'closes nothing when the listing has a hole',
      [known()],
      [],
      { saw: () => false, listing: () => 'incomplete' },
      [],
    ],
    ['closes nothing that was not looked at', [known()], [], { saw: () => false, listing: () => 'none' }, []],
    ['leaves policies of another stage alone', [known()], [], { saw: () => false, concerns: () => false }, []],
    ['resolves what the policy has nothing more to say about', [known()], [], {}, ['fixed']],
    ['resolves findings of a retired policy', [known({ policyId: 'gone' })], [], {}, ['policy-retired']],
    ['resolves findings of a removed policy', [known({ policyId: 'never heard of' })], [], {}, ['policy-retired']],
    [
      'resolves findings of a removed row',
      [known({ policyId: 'table', discriminator: 'ftp' })],
      [],
      {},
      ['policy-retired'],
    ],
    [
      'resolves findings of a policy that judges another kind now',
      [known({ resourceKind: 'aws.s3.account' })],
      [],
      {},
      ['policy-retired'],
    ],
    ['retires nothing where it did not look', [known({ policyId: 'gone' })], [], { listing: () => 'none' }, []],
    [
      'keeps a row as it is while the row that implies it fails',
      [known({ policyId: 'table', discriminator: 'ssh' })],
      [verdict('fail', { policyId: 'table', discriminator: 'all' })],
      {},
      ['open'],
    ],
    [
      'resolves a row that is not judged when the implying row passes',
      [known({ policyId: 'table', discriminator: 'ssh' })],
      [verdict('pass', { policyId: 'table', discriminator: 'all' })],
      {},
      ['fixed'],
    ],
    [
      'takes a look of another resource for no implication',
      [known({ policyId: 'table', discriminator: 'ssh' })],
      [verdict('fail', { policyId: 'table', discriminator: 'all', resourceArn: `${arn}-2` })],
      {},
      ['open', 'fixed'],
    ],
  ])('%s', (_, findings, verdicts, given, expected) => {
    expect(reconcile(findings, looked(verdicts, given), catalogue).map(said)).toEqual(expected);
  });
});

const places = ['global', 'sa-east-1', 'us-east-1'] as const;
const identities = ['plain', 'other'].flatMap((policyId) =>
  ['a', 'b', 'c'].flatMap((name) =>
    places.map((listedIn) => ({ policyId, resourceArn: `${arn}-${name}-${listedIn}`, listedIn })),
  ),
);

/** One result of one place: what was seen there, of which generation. */
interface Result {
  readonly place: string;
  readonly generation: number;
  readonly listing: 'complete' | 'incomplete';
  /** By identity: the outcome, or undefined for a resource that was not listed. */
  readonly outcomes: readonly (Judged['outcome'] | undefined)[];
  readonly evidence: string;
}

const result = (generation: fc.Arbitrary<number>): fc.Arbitrary<Result> =>
  fc.record({
    place: fc.constantFrom(...places),
    generation,
    listing: fc.constantFrom<Result['listing']>('complete', 'incomplete'),
    outcomes: fc.array(fc.constantFrom<Judged['outcome'] | undefined>('pass', 'fail', 'unknown', undefined), {
      minLength: identities.length,
      maxLength: identities.length,
    }),
    evidence: fc.constantFrom('e1', 'e2'),
  });

const lookedOf = ({ place, listing, outcomes, evidence }: Result): Looked => {
  const here = identities
    .map((identity, at) => ({ ...identity, outcome: outcomes[at] }))
    .filter(({ listedIn }) => listedIn === place);
  const seen = here.filter(({ outcome }) => outcome !== undefined);
  return {
    ...looked(
      seen.map(({ outcome = 'unknown', ...identity }) => verdict(outcome, { ...identity, evidenceHash: evidence })),
    ),
    saw: (wanted) => seen.some(({ resourceArn }) => resourceArn === wanted),
    listing: (_, listedIn) => (listedIn === place ? listing : 'none'),
  };
};

/** The findings as the database would hold them, and the newest generation of each place. */
interface State {
  readonly findings: ReadonlyMap<string, KnownFinding>;
  readonly generations: ReadonlyMap<string, number>;
}
const nothing: State = { findings: new Map(), generations: new Map() };

const applied = (state: ReadonlyMap<string, KnownFinding>, changes: readonly Change[]): Map<string, KnownFinding> => {
  const findings = new Map(state);
  for (const change of changes) {
    if (change.kind === 'resolve') findings.set(keyOf(change.known), { ...change.known, status: 'resolved' });
    else
      findings.set(keyOf(change.judged), {
        ...change.judged,
        status: change.kind === 'update' ? change.known.status : 'open',
      });
  }
  return findings;
};

const arrive = ({ findings, generations }: State, late: Result): State => {
  if (isLate(late.generation, generations.get(late.place))) return { findings, generations };
  const changes = reconcile([...findings.values()], lookedOf(late), catalogue);
  return { findings: applied(findings, changes), generations: new Map(generations).set(late.place, late.generation) };
};

const shape = ({ findings }: State): string[] =>
  [...findings.values()].map((finding) => `${keyOf(finding)} ${finding.status} ${finding.evidenceHash}`).sort();

describe('reconciling, whatever happens', () => {
  it('comes to the same end in whatever order the places of a scan arrive', () => {
    fc.assert(
      fc.property(
        fc.array(result(fc.constant(1)), { maxLength: 3 }),
        fc.array(result(fc.constant(2))),
        fc.func(fc.nat()),
        (first, second, order) => {
          const once = (results: readonly Result[]) =>
            results.filter((one, at) => results.findIndex(({ place }) => place === one.place) === at);
          const before = once(first).reduce(arrive, nothing);
          const scan = once(second);
          const shuffled = [...scan].sort((a, b) => order(a.place) - order(b.place));
          expect(shape(shuffled.reduce(arrive, before))).toEqual(shape(scan.reduce(arrive, before)));
        },
      ),
    );
  });

  it('changes nothing when the same verdicts come again', () => {
    fc.assert(
      fc.property(fc.array(result(fc.constant(1)), { minLength: 1, maxLength: 6 }), (results) => {
        const after = results.reduce(arrive, nothing);
        const [again] = results.slice(-1);
        if (!again) throw new Error('At least one result was asked for.');
        expect(reconcile([...after.findings.values()], lookedOf(again), catalogue)).toEqual([]);
      }),
    );
  });

  it('never closes by what is unknown, and never reaches beyond the place that was looked at', () => {
    fc.assert(
      fc.property(fc.array(result(fc.constant(1)), { maxLength: 5 }), result(fc.constant(2)), (history, last) => {
        const before = [...history.reduce(arrive, nothing).findings.values()];
        const look = lookedOf(last);
        for (const change of reconcile(before, look, catalogue)) {
          const finding = change.kind === 'open' ? change.judged : change.known;
          expect(finding.listedIn).toBe(last.place);
          if (change.kind !== 'resolve') continue;
          expect(look.verdicts.get(keyOf(finding))?.outcome).not.toBe('unknown');
          if (change.resolution === 'resource-deleted') expect(last.listing).toBe('complete');
        }
      }),
    );
  });

  it('ignores a result that is older than what the place was judged by', () => {
    fc.assert(
      fc.property(
        fc.array(result(fc.nat({ max: 5 })), { maxLength: 6 }),
        result(fc.nat({ max: 5 })),
        (history, late) => {
          const state = history.reduce(arrive, nothing);
          const newest = state.generations.get(late.place);
          if (newest === undefined || newest <= late.generation) return;
          expect(shape(arrive(state, late))).toEqual(shape(state));
        },
      ),
    );
  });

  it('keeps what somebody accepted until it passes or is gone', () => {
    fc.assert(
      fc.property(result(fc.constant(1)), (one) => {
        const accepted = identities.map((identity) => known({ ...identity, status: 'excepted' }));
        for (const change of reconcile(accepted, lookedOf(one), catalogue)) {
          expect(change.kind).not.toBe('open');
          expect(change.kind).not.toBe('reopen');
        }
      }),
    );
  });
});
