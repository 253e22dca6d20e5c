/** Every call that a scan makes, going wrong in every way: what could not be seen is never called good or bad, and is named. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { actionsOf, CallFailure, planFor } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import type { AwsService, UnknownReason } from '@cspmexa/contracts';
import { policyList } from '@cspmexa/policies';
import type { Verdict } from '@cspmexa/policy-kit';
import type { Fault, FaultKind } from '@cspmexa/sandbox';
import { byKey, keyOf, scanSandbox, stillAccount, type Scanned } from '../../test/sandbox-scan.js';
import { exitCode, exitCodeOf } from '../exit-code.js';

interface Wrong {
  readonly name: string;
  readonly fault: Pick<Fault, 'kind' | 'custom'>;
  /** What the coverage may call it. */
  readonly reasons: readonly UnknownReason[];
  /** True when AWS would say exactly this if all were well with the call: nothing need be missing then. */
  readonly mayBeHarmless?: boolean;
}

const kinds: readonly (readonly [FaultKind, readonly UnknownReason[], boolean?])[] = [
  ['AccessDenied', ['denied']],
  ['UnauthorizedOperation', ['denied']],
  ['Throttling', ['throttled']],
  ['InternalError', ['failed']],
  ['ExpiredToken', ['credentials']],
  ['timeout', ['timed-out']],
  ['reset', ['unreachable']],
  ['truncated', ['unreachable']],
  // A body that is not readable on an answer that says no: the status is all there is to go by.
  ['emptyBody', ['malformed', 'failed']],
  ['html', ['malformed', 'failed']],
  ['garbage', ['malformed', 'failed']],
  // Only what is not text changes its type, only what has pages repeats them.
  ['wrongTypes', ['malformed'], true],
  ['repeatToken', ['malformed'], true],
];
const answer = (name: string, custom: NonNullable<Fault['custom']>, reasons: readonly UnknownReason[]): Wrong => ({
  name,
  fault: { kind: 'custom', custom },
  reasons,
});
const wrongs: readonly Wrong[] = [
  ...kinds.map(([kind, reasons, mayBeHarmless = false]) => ({ name: kind, fault: { kind }, reasons, mayBeHarmless })),
  answer('an error code nobody knows', { status: 404, code: 'NoSuchThing', message: 'What?' }, ['failed']),
  answer('an error in an answer that says OK', { status: 200, body: '<Error><Code>Oops</Code></Error>' }, [
    'malformed',
  ]),
  answer('a sign-in page', { status: 302, body: '', headers: { location: 'https://login.example/' } }, ['failed']),
];

/** The IAM action of a call, where it is not called after it. */
const iamActions: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3-control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
};
const iamActionOf = (call: string): string => iamActions[call] ?? call.replace(/^s3-control:/, 's3:');

/** One account per way of going wrong, so that they can go wrong side by side. */
const accounts = wrongs.map((wrong) => ({ wrong, account: stillAccount() }));
const scopes: readonly { readonly services: readonly AwsService[]; readonly regions: readonly string[] }[] = [
  { services: ['s3'], regions: ['us-east-1'] },
  { services: ['ec2'], regions: ['us-east-1'] },
  { services: ['iam'], regions: [] },
  { services: ['accessanalyzer'], regions: ['us-east-1', 'eu-west-1'] },
];
const baselines = await Promise.all(
  scopes.map(async (scope) => {
    const account = stillAccount();
    const scanned = await scanSandbox(account, scope);
    return { scope, scanned, calls: account.callCounts() };
  }),
);
const cases = [
  ...new Map(
    baselines.flatMap(({ scope, scanned, calls }) =>
      Object.entries(calls).map(([call, times]) => [call, { call, times, scope, scanned }] as const),
    ),
  ).values(),
].filter(({ call }) => call !== 'sts:GetCallerIdentity');

/** Which of the calls of an action go wrong: all, the first one (one resource, or the first page), or every page but the first. */
const parts: Readonly<Record<string, Pick<Fault, 'times' | 'match'>>> = {
  all: {},
  first: { times: 1 },
  'later pages': {
    match: ({ NextToken, nextToken, Marker, ContinuationToken }) =>
      [NextToken, nextToken, Marker, ContinuationToken].some((token) => token !== undefined),
  },
};

/** Everything that is dishonest about a scan, beside the scan in which all went well. */
function lies({ verdicts, report }: Scanned, before: Scanned, action: string, { reasons, mayBeHarmless }: Wrong) {
  const [old, seen] = [byKey(before.verdicts), byKey(verdicts)];
  const sure = verdicts.filter(({ outcome }) => outcome !== 'unknown');
  const changed = sure.filter((verdict) => {
    const was = old.get(keyOf(verdict));
    return was?.outcome !== verdict.outcome || was.severity !== verdict.severity;
  });
  const gone = before.verdicts.filter((verdict) => !seen.has(keyOf(verdict)));
  const unsaid = gone.filter((verdict) => !verdicts.some((other) => standsFor(other, verdict)));
  const holes = report.coverage.filter(({ outcome }) => outcome !== 'ok');
  const misnamed = holes.filter(
    (hole) => hole.action !== action || !reasons.some((reason) => reason === hole.outcome) || !hole.detail,
  );
  const silent = holes.length === 0 && (gone.length > 0 || sure.length < verdicts.length || !mayBeHarmless);
  const code = exitCodeOf([], holes.length, 'none');
  return [
    ...changed.map((verdict) => `says ${verdict.outcome} of ${keyOf(verdict)}`),
    ...unsaid.map((verdict) => `says nothing of ${keyOf(verdict)}`),
    ...misnamed.map((hole) => `names ${hole.action} ${hole.outcome} ${hole.detail}`),
    ...(silent ? ['names no hole'] : []),
    ...(holes.length > 0 && code !== exitCode.partial ? [`exits with ${code}`] : []),
  ];
}

/** True for the unknown verdict that covers one that is missing: about any resource there, or a whole table. */
const standsFor = (other: Verdict, missing: Verdict): boolean =>
  other.outcome === 'unknown' &&
  other.policyId === missing.policyId &&
  (other.resourceArn === missing.resourceArn ||
    (other.resourceArn.endsWith('*') && [missing.region, 'global'].includes(other.region)));

afterEach(() => accounts.forEach(({ account }) => account.faults.clear()));

describe('A03 A05: a scan in which calls go wrong', () => {
  it('looks at everything when none does', () => {
    const holes = baselines.flatMap(({ scanned }) => scanned.report.coverage.filter(({ outcome }) => outcome !== 'ok'));
    expect(holes).toEqual([]);
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each(cases)(
    'does not lie about $call',
    async ({ call, times, scope, scanned }) => {
      const [service = '', operation = ''] = call.split(':');
      const action = iamActionOf(call);
      // Policies that can do without this action say the same: `needs` ties them to what is collected.
      const policies = policyList.filter((policy) => actionsOf(collectorList, planFor([policy])).includes(action));
      const ids = new Set(policies.map(({ id }) => id));
      const before = { ...scanned, verdicts: scanned.verdicts.filter(({ policyId }) => ids.has(policyId)) };
      const found = await Promise.all(
        accounts.map(async ({ account, wrong }) => {
          const said: string[] = [];
          for (const [part, where] of Object.entries(parts)) {
            if (part !== 'all' && times === 1) continue;
            let hits = 0;
            const match: Fault['match'] = (params) => {
              const hit = where.match?.(params) ?? true;
              if (hit) hits += 1;
              return hit;
            };
            const remove = account.faults.add({ service, action: operation, ...where, match, ...wrong.fault });
            const after = await scanSandbox(account, { ...scope, policies });
            remove();
            if (hits > 0)
              said.push(...lies(after, before, action, wrong).map((lie) => `${wrong.name}, ${part}: ${lie}`));
          }
          return said;
        }),
      );
      expect(found.flat()).toEqual([]);
    },
    60_000,
  );

  it.each(wrongs.filter(({ mayBeHarmless }) => !mayBeHarmless))(
    'gives up when nobody knows whose account it is: $name',
    async ({ fault, reasons }) => {
      const account = stillAccount();
      account.faults.add({ service: 'sts', ...fault });
      const failure = await scanSandbox(account).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(CallFailure);
      expect(reasons).toContain(failure instanceof CallFailure ? failure.unknown.reason : '');
      expect(Object.keys(account.callCounts())).toEqual(['sts:GetCallerIdentity']);
    },
  );

  it.each(wrongs.filter(({ name }) => ['Throttling', 'InternalError', 'timeout', 'reset'].includes(name)))(
    'tries again, and nobody can tell: $name',
    async ({ fault }) => {
      const account = stillAccount();
      const scope = { services: ['iam' as const] };
      const before = await scanSandbox(account, scope);
      for (const action of ['GetAccountSummary', 'GetAccountAuthorizationDetails'])
        account.faults.add({ action, ...fault, times: 2 });
      const { report, verdicts } = await scanSandbox(account, { ...scope, maxAttempts: 3 });
      expect(byKey(verdicts)).toEqual(byKey(before.verdicts));
      expect(report.coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
      expect(report.counts.retries).toBe(4);
    },
    20_000,
  );

  it.each([1, 10, 60, 200])(
    'keeps what it knew when the credentials expire after %i calls',
    async (calls) => {
      const account = stillAccount();
      const before = byKey((await scanSandbox(account)).verdicts);
      let left = calls;
      account.faults.add({ kind: 'ExpiredToken', match: () => (left -= 1) < 0 });
      const { report, verdicts } = await scanSandbox(account);
      const wrong = verdicts.filter((v) => v.outcome !== 'unknown' && before.get(keyOf(v))?.outcome !== v.outcome);
      expect(wrong.map(keyOf)).toEqual([]);
      expect(new Set(report.coverage.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'credentials']));
    },
    20_000,
  );
});
