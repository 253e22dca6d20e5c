/** Which policies, or rows of their tables, speak for a control. Pure. */
import { frameworks } from '@cspmexa/frameworks';
import type { Policy, Severity, Text } from '@cspmexa/policy-kit';
import { rowsAbove } from '../policies/catalogue.js';

/** A policy that speaks for a control, wholly or by one row of its table. */
export interface Speaker {
  readonly policyId: string;
  /** Null: the policy as a whole. */
  readonly row: string | null;
  /** Rows that imply this one: while they fail it is not judged by itself, and the control is broken all the same. */
  readonly impliedBy: readonly string[];
  readonly title: Text;
  readonly severity: Severity;
}

type Speakers = ReadonlyMap<string, readonly Speaker[]>;

/** By the list of policies: there is one in a process. */
const worked = new WeakMap<readonly Policy[], Speakers>();

/** The speakers of each control of the catalogues, by its id. Retired policies speak for nothing. */
export function speakersOf(policies: readonly Policy[]): Speakers {
  const speakers = worked.get(policies) ?? workOut(policies);
  worked.set(policies, speakers);
  return speakers;
}

function workOut(policies: readonly Policy[]): Speakers {
  const speakers = new Map<string, Speaker[]>(
    Object.values(frameworks).flatMap(({ controls }) => controls.map(({ id }): [string, Speaker[]] => [id, []])),
  );
  const add = (control: string, speaker: Speaker): void => void speakers.get(control)?.push(speaker);
  for (const { id: policyId, title, severity, controls, rows, retired } of policies) {
    if (retired !== undefined) continue;
    const own = new Set<string>(controls);
    for (const control of own) add(control, { policyId, row: null, impliedBy: [], title, severity });
    for (const [row, { title: ofRow, severity: its, controls: cited = [] }] of Object.entries(rows ?? {}))
      for (const control of new Set(cited))
        if (!own.has(control))
          add(control, { policyId, row, impliedBy: rowsAbove(rows ?? {}, row), title: ofRow, severity: its });
  }
  return speakers;
}
