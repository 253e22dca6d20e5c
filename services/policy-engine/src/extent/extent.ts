/** What a look may speak of: the places, severities and resources that no newer scan has judged. Pure. */
import { severityRank, type Severity } from '@cspmexa/contracts';
import { findKind } from '@cspmexa/resources';
import { storableText } from '../findings/storable.js';
import { stageOf, type Catalogue, type Stage } from '../policies/catalogue.js';

/** A place of an account, as a unit looks at it. */
export interface UnitPlace {
  readonly service: string;
  readonly region: string;
}

/** Up to which scan a place was judged, by the policies of one severity. */
export interface PlaceRecord extends UnitPlace {
  /** 4 critical … 0 info. */
  readonly severity: number;
  /** The newest scan that judged it; -1 when none has. */
  readonly generation: number;
  /** The newest scan that was to look at it and could not; -1 when there is none. */
  readonly lostGeneration: number;
  readonly snapshotKey: string | null;
}

/** A resource that a scan judged by itself. */
export interface ResourceRecord extends UnitPlace {
  readonly resourceArn: string;
  readonly generation: number;
  /** The policies that had a verdict. */
  readonly policies: readonly string[];
  /** It was not listed any more. */
  readonly gone: boolean;
  readonly snapshotKey: string;
}

/** What a message is about. */
export interface Asked {
  readonly stage: Stage;
  /** Undefined counts as the newest. */
  readonly generation: number | undefined;
  /** Ranks of the severities whose policies it was collected for. */
  readonly severities: readonly number[];
  /** The ARNs that are to be judged; empty: all. */
  readonly targets: readonly string[];
}

/** A verdict or a finding, as far as the extent of a look goes. */
export interface Subject {
  readonly policyId: string;
  readonly resourceArn: string;
  readonly resourceKind: string;
  readonly listedIn: string;
}

export const everySeverity: readonly number[] = Object.values(severityRank);

/** The ranks of severities; of an empty list, as in a scope: all. */
export const ranksOf = (severities: readonly Severity[]): number[] =>
  severities.length === 0 ? [...everySeverity] : [...new Set(severities.map((severity) => severityRank[severity]))];

/** Whether a result comes too late: a newer generation has judged the place already. */
export const isLate = (generation: number | undefined, judged: number | undefined): boolean =>
  generation !== undefined && judged !== undefined && generation < judged;

/** A place as a key of maps. */
export const keyOfPlace = ({ service, region }: UnitPlace): string => `${service}\0${region}`;

export class Extent {
  readonly isTargeted: boolean;
  private readonly targets: ReadonlySet<string>;
  private readonly places: ReadonlyMap<string, readonly PlaceRecord[]>;
  /** By place and ARN, those that are newer than what is asked. */
  private readonly newer = new Map<string, ResourceRecord[]>();
  /** By place and ARN, the newest that is not. */
  private readonly older = new Map<string, ResourceRecord>();

  /** `places` are those that are asked for; the records may be of more. */
  constructor(
    private readonly catalogue: Catalogue,
    readonly asked: Asked,
    places: readonly UnitPlace[],
    records: readonly PlaceRecord[],
    resources: readonly ResourceRecord[],
  ) {
    this.targets = new Set(asked.targets.map(storableText));
    this.isTargeted = this.targets.size > 0;
    const known = new Map(records.map((record) => [`${keyOfPlace(record)}\0${record.severity}`, record]));
    this.places = new Map(
      places.map((place) => [
        keyOfPlace(place),
        asked.severities.map((severity) => known.get(`${keyOfPlace(place)}\0${severity}`) ?? never(place, severity)),
      ]),
    );
    for (const record of resources) this.sortIn(record);
  }

  /** The severities whose policies may judge in a place. */
  severities(place: UnitPlace): number[] {
    return this.recordsOf(place).map(({ severity }) => severity);
  }

  /** The policies of this stage that may judge in a place. */
  policies(place: UnitPlace) {
    return this.catalogue.of(this.asked.stage, this.severities(place));
  }

  /** Whether nothing of a place is late. */
  isWhole(place: UnitPlace): boolean {
    return !this.isTargeted && this.severities(place).length === everySeverity.length;
  }

  /** Whether a resource is to be judged at all. */
  isTarget(resourceArn: string): boolean {
    return !this.isTargeted || this.targets.has(resourceArn);
  }

  get targetList(): string[] {
    return [...this.targets];
  }

  /** Whether this look may say what became of something. */
  concerns = ({ policyId, resourceArn, resourceKind, listedIn }: Subject): boolean => {
    const place = { service: findKind(resourceKind)?.service ?? '', region: listedIn };
    if (!this.isTarget(resourceArn)) return false;
    const newer = this.newer.size > 0 ? (this.newer.get(keyOfResource(place, resourceArn)) ?? []) : [];
    if (newer.some(({ gone, policies }) => gone || policies.includes(policyId))) return false;
    const policy = this.catalogue.judging(policyId);
    // What judges no more goes with the policies of units, when all of them judge.
    if (!policy) return this.asked.stage === 'unit' && this.isWhole(place);
    return stageOf(policy) === this.asked.stage && this.severities(place).includes(severityRank[policy.severity]);
  };

  /** Whether the tally of a policy in a place is this look's to write: never after a look at some resources alone. */
  tallies(policyId: string, place: UnitPlace): boolean {
    if (this.isTargeted) return false;
    const policy = this.catalogue.judging(policyId);
    if (!policy) return this.isWhole(place);
    const record = this.recordsOf(place).find(({ severity }) => severity === severityRank[policy.severity]);
    if (!record || stageOf(policy) !== this.asked.stage) return false;
    return !isLate(this.asked.generation, record.lostGeneration);
  }

  /** The severities of a place that this scan, which was to look at it and could not, makes unknown. */
  lost(place: UnitPlace): number[] {
    const { generation } = this.asked;
    if (this.isTargeted) return [];
    return this.recordsOf(place)
      .filter((record) => generation === undefined || record.generation < generation)
      .filter((record) => !isLate(generation, record.lostGeneration))
      .map(({ severity }) => severity);
  }

  /** The snapshot by which a policy judged a resource the last time, if it did. */
  before({ policyId, resourceArn, resourceKind, listedIn }: Subject): string | null {
    const place = { service: findKind(resourceKind)?.service ?? '', region: listedIn };
    const severity = this.catalogue.find(policyId)?.severity;
    const record = this.recordsOf(place).find(
      (one) => severity !== undefined && one.severity === severityRank[severity],
    );
    const alone = this.older.get(keyOfResource(place, resourceArn));
    if (alone && alone.generation > (record?.generation ?? -1)) return alone.snapshotKey;
    return record?.snapshotKey ?? null;
  }

  /** Equal for extents that allow the same, to policies that are set alike. */
  get signature(): string {
    const inPlay = [...this.places.keys()].map((key) => {
      const [service = '', region = ''] = key.split('\0');
      return [key, this.severities({ service, region }), this.lost({ service, region })];
    });
    const aside = [...this.newer].map(([key, records]) => [key, ...records.map(({ generation }) => generation).sort()]);
    return JSON.stringify([inPlay.sort(), aside.sort(), this.catalogue.signature]);
  }

  private recordsOf(place: UnitPlace): readonly PlaceRecord[] {
    const records = this.places.get(keyOfPlace(place)) ?? [];
    return records.filter(({ generation }) => !isLate(this.asked.generation, generation));
  }

  private sortIn(record: ResourceRecord): void {
    const key = keyOfResource(record, record.resourceArn);
    if (isLate(this.asked.generation, record.generation)) {
      this.newer.set(key, [...(this.newer.get(key) ?? []), record]);
      return;
    }
    const other = this.older.get(key);
    if (!other || other.generation < record.generation) this.older.set(key, record);
  }
}

const keyOfResource = (place: UnitPlace, resourceArn: string): string => `${keyOfPlace(place)}\0${resourceArn}`;

const never = ({ service, region }: UnitPlace, severity: number): PlaceRecord => ({
  ...{ service, region, severity, generation: -1, lostGeneration: -1, snapshotKey: null },
});
