/** The engine without its database: the same decisions over maps, quick enough for a thousand orders of messages. */
import type { ScanScope } from '@cspmexa/contracts';
import { Judge } from '@cspmexa/policy-kit';
import { kindList, type SnapshotHeader, type SnapshotReader } from '@cspmexa/resources';
import {
  Extent,
  keyOfPlace,
  ranksOf,
  type Asked,
  type PlaceRecord,
  type ResourceRecord,
  type UnitPlace,
} from '../src/extent/extent.js';
import { blindTallies } from '../src/judging/blind.js';
import { judgeScan } from '../src/judging/judge-scan.js';
import { keyOf } from '../src/judging/judged.js';
import { Look } from '../src/judging/look.js';
import { lostPlaces } from '../src/judging/lost-places.js';
import { notesOf } from '../src/judging/notes.js';
import { reconcile, type KnownFinding } from '../src/judging/reconcile.js';
import { ScanWorld } from '../src/judging/scan-world.js';
import { Catalogue, type Stage } from '../src/policies/catalogue.js';
import type { Tally } from '../src/tallies/tally.js';
import { tallyChanges, type StoredTally } from '../src/tallies/tally.store.js';
import { awsAccountId, startTime, type UnitGiven } from './engine-under-test.js';
import type { ScenarioMessage } from './order-scenario.js';
import { samplePolicies } from './sample-policies.js';

const accountId = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
const now = new Date(startTime);
const everything: ScanScope = { services: [], regions: [], severities: [], resources: [] };
const catalogue = new Catalogue(samplePolicies);

export class MemoryEngine {
  private readonly places = new Map<string, PlaceRecord & { stage: Stage }>();
  private readonly resources = new Map<string, ResourceRecord & { stage: Stage }>();
  private readonly findings = new Map<string, KnownFinding>();
  private readonly tallies = new Map<string, StoredTally>();
  private readonly handled = new Set<ScenarioMessage>();
  private readonly collected = new Map<number, number>();

  /** `snapshots`: what the units of the scenario left, by their names. */
  constructor(private readonly snapshots: ReadonlyMap<string, UnitGiven>) {}

  async handle(message: ScenarioMessage): Promise<void> {
    if (this.handled.has(message)) return;
    this.handled.add(message);
    if (message.kind === 'unit') await this.unit(message);
    else if (message.kind === 'scan') await this.scan(message);
    else this.lose(this.asked('unit', message.generation, everything), [message.place]);
  }

  /**
   * What is open, with its evidence, and the tallies, as one text. What was resolved is history: an older scan that comes late does not make it
   * up. Nor does it open a row of a table that another one, which is open, implies; in order it was opened first and stays beside it.
   */
  get state(): string {
    const isOpen = (finding: KnownFinding | undefined): boolean =>
      finding !== undefined && finding.status !== 'resolved';
    const open = [...this.findings].filter(([, finding]) => {
      const discriminator = catalogue.impliedBy(finding.policyId, finding.discriminator);
      return (
        isOpen(finding) &&
        (discriminator === undefined || !isOpen(this.findings.get(keyOf({ ...finding, discriminator }))))
      );
    });
    const lines = open.map(([key, { status, severity, evidenceHash }]) => [key, status, severity, evidenceHash]);
    return JSON.stringify([lines.sort(), [...this.tallies].sort(([a], [b]) => (a < b ? -1 : 1))], null, 1);
  }

  private async unit({ generation, unit, name }: Extract<ScenarioMessage, { kind: 'unit' }>): Promise<void> {
    const { header, resources } = snapshotOf(unit);
    const asked = this.asked('unit', generation, header);
    const extent = this.extent(asked, [unit]);
    if (extent.severities(unit).length === 0) return;
    const known = this.known(
      kindList.filter(({ service }) => service === unit.service).map(({ kind }) => kind),
      [unit.region],
    );
    const look = new Look(accountId, catalogue, known, extent);
    const judge = new Judge(extent.policies(unit), now);
    look.listed(header.kinds, unit.region, header.holes);
    for await (const resource of resources) await look.resource(judge, resource);
    this.change(look);
    if (extent.isTargeted) this.note('unit', notesOf(look, extent, [{ ...unit, key: name }], known));
    else {
      const owns = (policyId: string): boolean => extent.tallies(policyId, unit);
      this.writeTallies(look.tallies, [unit], owns);
      this.claim(asked, [{ ...unit, name }], extent);
    }
  }

  private async scan(message: Extract<ScenarioMessage, { kind: 'scan' }>): Promise<void> {
    const { generation, state, units } = message;
    const scope = { ...everything, ...message.scope };
    if ((state !== 'complete' && state !== 'partial') || (this.collected.get(generation) ?? -1) >= units.length) return;
    this.collected.set(generation, units.length);
    const refs = units.flatMap((name) => {
      const unit = this.snapshots.get(name);
      return unit ? [{ ...unit, name, key: name, unitId: name }] : [];
    });
    const ofUnits = this.asked('unit', generation, scope);
    const lost = lostPlaces(catalogue, ofUnits, { scope, snapshots: refs }, this.records('unit'));
    const asked = this.asked('scan', generation, scope);
    const extent = this.extent(asked, [...refs, ...lost]);
    const inPlay = new Set([...refs, ...lost].flatMap((place) => extent.policies(place)));
    const scanned = new ScanWorld(catalogue.of('scan').filter((policy) => inPlay.has(policy)));
    for (const ref of refs) if (scanned.needs(ref.service)) await scanned.add(snapshotOf(ref));
    scanned.close({ scope, isComplete: state === 'complete', places: lost });
    const known = this.known(
      scanned.policies.map(({ on }) => on.kind),
      refs.map(({ region }) => region),
    );
    const look = await judgeScan({ accountId, catalogue, scanned, extent, known, now });
    this.change(look);
    if (extent.isTargeted) return this.note('scan', notesOf(look, extent, refs, known));
    const owns = (policyId: string, place: UnitPlace): boolean => extent.tallies(policyId, place);
    this.writeTallies(
      look.tallies.filter(({ policyId, ...place }) => owns(policyId, place)),
      [...refs, ...lost],
      owns,
    );
    this.claim(asked, refs, extent);
    this.lose(ofUnits, lost);
  }

  private asked(stage: Stage, generation: number, header: Pick<ScanScope, 'severities' | 'resources'>): Asked {
    return { stage, generation, severities: ranksOf(header.severities), targets: header.resources };
  }

  private records(stage: Stage): PlaceRecord[] {
    return [...this.places.values()].filter((record) => record.stage === stage);
  }

  private extent(asked: Asked, places: readonly UnitPlace[]): Extent {
    const resources = [...this.resources.values()].filter(({ stage }) => stage === asked.stage);
    return new Extent(catalogue, asked, places, this.records(asked.stage), resources);
  }

  private known(kinds: readonly string[], regions: readonly string[]): KnownFinding[] {
    return [...this.findings.values()].filter(
      ({ status, resourceKind, listedIn }) =>
        status !== 'resolved' && kinds.includes(resourceKind) && regions.includes(listedIn),
    );
  }

  private change(look: Look): void {
    const known = [...this.findings.values()];
    for (const change of reconcile(known, look, catalogue)) {
      if (change.kind === 'resolve') this.findings.set(keyOf(change.known), { ...change.known, status: 'resolved' });
      else this.findings.set(keyOf(change.judged), { ...change.judged, status: 'open' });
    }
  }

  private claim(
    { stage, generation = 0 }: Asked,
    units: readonly (UnitPlace & { name: string })[],
    extent: Extent,
  ): void {
    for (const { service, region, name } of units)
      for (const severity of extent.severities({ service, region })) {
        const key = `${stage} ${keyOfPlace({ service, region })} ${severity}`;
        const lostGeneration = this.places.get(key)?.lostGeneration ?? -1;
        this.places.set(key, { stage, service, region, severity, generation, lostGeneration, snapshotKey: name });
      }
  }

  private lose(asked: Asked, places: readonly UnitPlace[]): void {
    const extent = this.extent(asked, places);
    for (const { service, region } of places) {
      const severities = extent.lost({ service, region });
      const policies = catalogue.of('unit', severities);
      const ids = policies.map(({ id }) => id);
      this.writeTallies(blindTallies(catalogue, policies, { service, region }, now), [{ service, region }], (id) =>
        ids.includes(id),
      );
      for (const severity of severities) {
        const key = `unit ${keyOfPlace({ service, region })} ${severity}`;
        const { generation = -1, snapshotKey = null } = this.places.get(key) ?? {};
        const lostGeneration = asked.generation ?? 0;
        this.places.set(key, { stage: 'unit', service, region, severity, generation, lostGeneration, snapshotKey });
      }
    }
  }

  private note(stage: Stage, records: readonly ResourceRecord[]): void {
    for (const record of records)
      this.resources.set(`${stage} ${keyOfPlace(record)} ${record.resourceArn} ${record.generation}`, {
        ...record,
        stage,
      });
  }

  private writeTallies(
    tallies: readonly Tally[],
    places: readonly UnitPlace[],
    concerns: (policyId: string, place: UnitPlace) => boolean,
  ): void {
    const stored = [...this.tallies.values()].filter((tally) =>
      places.some((place) => keyOfPlace(place) === keyOfPlace(tally)),
    );
    const { changed, gone } = tallyChanges(stored, tallies, { places, concerns });
    const nameOf = (tally: StoredTally): string => `${keyOfPlace(tally)} ${tally.policyId} ${tally.discriminator}`;
    for (const { isPartial: _, ...tally } of changed) this.tallies.set(nameOf(tally), tally);
    for (const tally of gone) this.tallies.delete(nameOf(tally));
  }
}

function snapshotOf({ service, region, kinds, resources, severities = [], targets = [] }: UnitGiven): SnapshotReader {
  const header: SnapshotHeader = {
    ...{ format: 'cspmexa-snapshot/1', service, collectedAt: startTime, kinds: [...kinds], holes: [], coverage: [] },
    place: { partition: 'aws', accountId: awsAccountId, region },
    severities: [...severities],
    resources: [...targets],
  };
  const walked = async function* () {
    yield* resources;
  };
  return { header, resources: walked() };
}
