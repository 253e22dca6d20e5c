/** How every control stands, from verdicts and from what people said. Pure. */
import { controlById, frameworkOf, type Control, type Framework } from '@cspmexa/frameworks';
import {
  severityRank,
  type ComplianceControl,
  type ComplianceFramework,
  type ControlStatus,
  type Severity,
} from '@cspmexa/contracts';
import type { Policy } from '@cspmexa/policy-kit';
import type { Counts } from '../tallies/tally.js';
import type { Sayings } from './attestation-rows.js';
import type { Verdicts } from './evidence-rows.js';
import { numberOf, sectionOf, sectionsOf } from './sections.js';
import { speakersOf, type Speaker } from './speakers.js';
import { addCounts, countStatuses, noVerdicts, statusOf, statusOverAll, type Known } from './status.js';

/** A control in one account. */
export interface InAccount {
  readonly accountId: string;
  readonly status: ControlStatus;
  readonly counts: Counts;
}

export class Assessment {
  /** By policy, row of its table and account. */
  private readonly verdicts = new Map<string, Map<string, Map<string, Counts>>>();
  private readonly speakers: ReadonlyMap<string, readonly Speaker[]>;
  /** What was worked out already, by control. */
  private readonly knownOf = new Map<string, readonly (Known & { readonly accountId: string })[]>();

  /** `accountIds` are those that are asked for; verdicts of others count for nothing. */
  constructor(
    policies: readonly Policy[],
    private readonly accountIds: readonly string[],
    verdicts: readonly Verdicts[],
    private readonly sayings: Pick<Sayings, 'of' | 'ofAll'>,
  ) {
    this.speakers = speakersOf(policies);
    for (const { accountId, policyId, discriminator, pass, fail, unknown } of verdicts) {
      const rows = this.verdicts.get(policyId) ?? new Map<string, Map<string, Counts>>();
      const byAccount = rows.get(discriminator) ?? new Map<string, Counts>();
      this.verdicts.set(policyId, rows.set(discriminator, byAccount.set(accountId, { pass, fail, unknown })));
    }
  }

  /** The policies that speak for a control. */
  speakersFor(controlId: string): readonly Speaker[] {
    return this.speakers.get(controlId) ?? [];
  }

  /** What a speaker found, in one account. */
  countsOf({ policyId, row, impliedBy }: Speaker, accountId: string): Counts {
    const rows = this.verdicts.get(policyId);
    if (!rows) return noVerdicts;
    const of = (discriminator: string): Counts => rows.get(discriminator)?.get(accountId) ?? noVerdicts;
    if (row === null) return [...rows.keys()].map(of).reduce(addCounts);
    // A listing that failed is one unknown for the whole table.
    const unseen = { ...noVerdicts, unknown: of('').unknown };
    const wider = impliedBy.reduce((sum, id) => sum + of(id).fail, 0);
    return addCounts(addCounts(of(row), unseen), { ...noVerdicts, fail: wider });
  }

  /** A control in each account that is asked for. */
  inAccounts(controlId: string): InAccount[] {
    const hasPolicies = this.speakersFor(controlId).length > 0;
    return this.known(controlId).map((known) => ({
      accountId: known.accountId,
      status: statusOf(hasPolicies, known),
      counts: known.counts,
    }));
  }

  /** A control over all accounts that are asked for. */
  status(controlId: string): ControlStatus {
    return this.statusWith(controlId, true);
  }

  control(control: Control): ComplianceControl {
    const speakers = this.speakersFor(control.id);
    const status = this.status(control.id);
    const worst = Math.max(...speakers.map(({ severity }) => severityRank[severity]));
    const named = Object.entries(severityRank).find(([, rank]) => rank === worst)?.[0] as Severity | undefined; // a key of the table
    return {
      id: control.id,
      number: numberOf(control),
      title: control.title,
      section: sectionOf(control),
      level: control.level ?? null,
      assessment: control.assessment ?? 'automated',
      severity: control.severity ?? named ?? null,
      status,
      attested: status !== this.statusWith(control.id, false),
      policies: new Set(speakers.map(({ policyId }) => policyId)).size,
      counts: this.inAccounts(control.id)
        .map(({ counts }) => counts)
        .reduce(addCounts, noVerdicts),
    };
  }

  framework(framework: Framework): ComplianceFramework {
    const sections = sectionsOf(framework).map(({ id, title, controls }) => {
      const assessed = controls.map((control) => this.control(control));
      return { id, title, counts: countStatuses(assessed.map(({ status }) => status)), controls: assessed };
    });
    const statuses = sections.flatMap(({ controls }) => controls.map(({ status }) => status));
    const { id, title, version } = framework;
    return { id, title, version, counts: countStatuses(statuses), sections };
  }

  private known(controlId: string): readonly (Known & { readonly accountId: string })[] {
    const found = this.knownOf.get(controlId);
    if (found) return found;
    const speakers = this.speakersFor(controlId);
    const known = this.accountIds.map((accountId) => ({
      accountId,
      counts: speakers.map((speaker) => this.countsOf(speaker, accountId)).reduce(addCounts, noVerdicts),
      said: this.sayings.of(controlId, accountId),
    }));
    this.knownOf.set(controlId, known);
    return known;
  }

  private statusWith(controlId: string, attested: boolean): ControlStatus {
    const known = this.known(controlId);
    const hasPolicies = this.speakersFor(controlId).length > 0;
    if (attested) return statusOverAll(hasPolicies, known, this.sayings.ofAll(controlId));
    return statusOverAll(
      hasPolicies,
      known.map(({ counts }) => ({ counts, said: undefined })),
    );
  }
}

/** A control of a framework; undefined when the framework does not hold it. */
export function controlIn(frameworkId: string, controlId: string): Control | undefined {
  const control = controlById(controlId);
  return control && frameworkOf(control.id).id === frameworkId ? control : undefined;
}
