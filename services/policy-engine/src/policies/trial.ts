/** Counts what another setting of a policy changes. Pure. */
import type { PolicyDryRun } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';
import type { Resource } from '@cspmexa/resources';
import { storableText } from '../findings/storable.js';

export type Trial = PolicyDryRun;
type Example = Trial['examples'][number];

export const noTrial: Trial = { judged: 0, newlyFailing: 0, newlyPassing: 0, unknown: 0, unreadable: 0, examples: [] };

/** Examples that are told. */
const mostExamples = 50;

export const addTrials = (a: Trial, b: Trial): Trial => ({
  judged: a.judged + b.judged,
  newlyFailing: a.newlyFailing + b.newlyFailing,
  newlyPassing: a.newlyPassing + b.newlyPassing,
  unknown: a.unknown + b.unknown,
  unreadable: a.unreadable + b.unreadable,
  examples: [...a.examples, ...b.examples].slice(0, mostExamples),
});

/**
 * Adds one resource, with its verdicts as the policy is set now and as it would be. A resource fails when one row of the table does; where
 * the policy is off nothing fails. Not being able to tell, now or then, is no change.
 */
export function addOutcome(
  trial: Trial,
  accountId: string,
  resource: Resource,
  before: readonly Verdict[],
  after: readonly Verdict[],
): Trial {
  if (before.length === 0 && after.length === 0) return trial;
  const [was, is] = [outcomeOf(before), outcomeOf(after)];
  const change = changeOf(was, is);
  const deciding = after.length > 0 ? after : before;
  const told = change && trial.examples.length < mostExamples ? [exampleOf(change, accountId, resource, deciding)] : [];
  return {
    ...trial,
    judged: trial.judged + (after.length > 0 ? 1 : 0),
    newlyFailing: trial.newlyFailing + (change === 'newly-failing' ? 1 : 0),
    newlyPassing: trial.newlyPassing + (change === 'newly-passing' ? 1 : 0),
    unknown: trial.unknown + (is === 'unknown' ? 1 : 0),
    examples: [...trial.examples, ...told],
  };
}

function changeOf(was: Verdict['outcome'], is: Verdict['outcome']): Example['change'] | undefined {
  if (was === 'pass' && is === 'fail') return 'newly-failing';
  return was === 'fail' && is === 'pass' ? 'newly-passing' : undefined;
}

/** The worst of the rows; without any verdict nothing fails. */
function outcomeOf(verdicts: readonly Verdict[]): Verdict['outcome'] {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  return verdicts.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'pass';
}

function exampleOf(
  change: Example['change'],
  accountId: string,
  { region, arn, name }: Resource,
  verdicts: readonly Verdict[],
): Example {
  const deciding = verdicts.find(({ outcome }) => outcome === 'fail') ?? verdicts[0];
  return {
    ...{ change, accountId, region, resourceArn: storableText(arn) },
    resourceName: name === null ? null : storableText(name),
    reason: deciding?.reason ?? { en: '', pt: '' },
  };
}
