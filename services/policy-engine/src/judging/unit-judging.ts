/** Judges one unit with the policies that read one resource. */
import { Inject, Injectable } from '@nestjs/common';
import { unitCollected, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, faultPoint, type Clock, type ObjectStore } from '@cspmexa/platform';
import { Judge } from '@cspmexa/policy-kit';
import { kindList, type SnapshotHeader } from '@cspmexa/resources';
import { holdAccount } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { everySeverity, Extent, ranksOf, type PlaceRecord, type ResourceRecord } from '../extent/extent.js';
import { claimPlaces, lockPlaces, placeRecords, type LedgerKey } from '../extent/place-ledger.js';
import { noteResources, resourceRecords } from '../extent/resource-ledger.js';
import { FindingMoved } from '../findings/history-writer.js';
import { hashOfKnown, unresolvedIn, type KnownScope } from '../findings/known-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { catalogueOf } from '../policies/setting.store.js';
import { finishPart, noChanges, noCounts } from '../scans/scan-parts.js';
import { openSnapshot, type OpenSnapshot } from '../snapshots/open-snapshot.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { writeTallies } from '../tallies/tally.store.js';
import { Look } from './look.js';
import { wasHandled, type Message } from './message.js';
import { notesOf } from './notes.js';
import { causesByArn, changesBehind, decide, settings, settle, untilSettled, type Seen } from './settle.js';
import { holesOf } from './snapshot-hole.js';

type CollectedUnit = EventPayload<typeof unitCollected>;

interface SeenUnit extends Seen {
  readonly header: SnapshotHeader;
}

interface Records {
  /** As it is set for the account. */
  readonly catalogue: Catalogue;
  readonly places: readonly PlaceRecord[];
  readonly resources: readonly ResourceRecord[];
}

@Injectable()
export class UnitJudging {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(SNAPSHOTS) private readonly snapshots: ObjectStore,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws when the snapshot cannot be read to its end; nothing has changed then. */
  judge(message: Message, unit: CollectedUnit): Promise<void> {
    return untilSettled(async () => {
      const seen = await this.look(message, unit);
      await faultPoint('judging.judged');
      await this.database.withTenant(
        message.tenantId,
        (tx) => consumeOnce(tx, message.consumer, message.id, () => this.settle(tx, message, unit, seen)),
        settings,
      );
    });
  }

  /** Undefined when there is nothing to say: it was said already, or something newer was. */
  private async look(message: Message, unit: CollectedUnit): Promise<SeenUnit | undefined> {
    const { accountId, awsAccountId, snapshot } = unit;
    const key = { tenantId: message.tenantId, accountId, stage: 'unit' as const };
    const records = await this.database.withTenant(message.tenantId, async (tx) =>
      (await wasHandled(tx, message))
        ? undefined
        : {
            catalogue: await catalogueOf(tx, message.tenantId, accountId, this.catalogue),
            places: await placeRecords(tx, key, [snapshot]),
            resources: await resourceRecords(tx, key, [snapshot]),
          },
    );
    // Before the snapshot is opened: that of a late message may be gone.
    if (!records || extentOf(message, unit, undefined, records).severities(snapshot).length === 0) return undefined;
    const opened = await openSnapshot(this.snapshots, snapshot, awsAccountId);
    const extent = extentOf(message, unit, opened.header, records);
    try {
      if (extent.severities(snapshot).length > 0)
        return await this.judgeAll(message, unit, { opened, extent, catalogue: records.catalogue });
    } finally {
      opened.close();
    }
    return undefined;
  }

  private async judgeAll(
    { tenantId }: Message,
    { accountId, awsAccountId, snapshot }: CollectedUnit,
    { opened, extent, catalogue }: { opened: OpenSnapshot; extent: Extent; catalogue: Catalogue },
  ): Promise<SeenUnit> {
    const { header, resources } = opened;
    const scope = scopeOf(catalogue, accountId, snapshot, extent);
    const known = await this.database.withTenant(tenantId, (tx) => unresolvedIn(tx, tenantId, scope));
    const look = new Look(accountId, catalogue, known, extent);
    // The time of the collection, so that the same snapshot gives the same verdicts whenever it is judged.
    const at = new Date(header.collectedAt);
    const judge = new Judge(extent.policies(snapshot), at, undefined, catalogue.settings.values);
    const holes = holesOf(header);
    look.listed(header.kinds, snapshot.region, holes);
    for (const hole of holes) look.hole(judge, hole);
    for await (const resource of resources) await look.resource(judge, resource);
    const notes = extent.isTargeted ? notesOf(look, extent, [{ ...snapshot, kinds: header.kinds }], known) : [];
    const decided = await this.database.withTenant(tenantId, (tx) => decide(tx, tenantId, { look, known, catalogue }));
    const changes = await changesBehind(this.snapshots, awsAccountId, decided, {
      ...{ extent, catalogue, snapshots: [snapshot] },
    });
    return { look, extent, scope, header, notes, knownHash: hashOfKnown(known), decided, changes };
  }

  private async settle(tx: Tx, message: Message, unit: CollectedUnit, seen: SeenUnit | undefined): Promise<void> {
    const { tenantId, generation } = message;
    const { scanId, accountId, awsAccountId, snapshot } = unit;
    const at = this.clock.now();
    const part = { scanId, accountId, partId: snapshot.unitId };
    if (!(await holdAccount(tx, tenantId, accountId, awsAccountId))) return;
    if (!seen) return finishPart(tx, tenantId, part, noCounts, noChanges, at);
    const { look, header, notes } = seen;
    const key: LedgerKey = { tenantId, accountId, stage: 'unit' };
    const places = await lockPlaces(tx, key, [snapshot], seen.extent.asked.severities, at);
    // After the lock: who sets a policy later finds what is written here.
    const catalogue = await catalogueOf(tx, tenantId, accountId, this.catalogue);
    const extent = extentOf(message, unit, header, {
      places,
      resources: await resourceRecords(tx, key, [snapshot]),
      catalogue,
    });
    if (extent.signature !== seen.extent.signature)
      throw new FindingMoved('Another scan judged the place meanwhile, or a policy was set.');
    const occasion = { at, scanId, actor: null, causes: causesByArn(unit.causes) };
    const changes = await settle(tx, tenantId, seen, catalogue, occasion);
    if (extent.isTargeted) await noteResources(tx, key, notes, at);
    else {
      const owns = (policyId: string): boolean =>
        ownsTally(policyId, { catalogue, extent, snapshot, kinds: header.kinds });
      const tallies = look.tallies.filter(({ policyId }) => owns(policyId));
      await writeTallies(tx, tenantId, { accountId, places: [snapshot], concerns: owns }, tallies);
      const claim = { ...snapshot, severities: extent.severities(snapshot), snapshotKey: snapshot.key };
      await claimPlaces(tx, key, [claim], generation, at);
    }
    await finishPart(tx, tenantId, part, look.counts, changes, at);
  }
}

/** What this message may speak of; as far as that can be told without the header when there is none. */
function extentOf(
  { generation }: Message,
  { snapshot }: CollectedUnit,
  header: SnapshotHeader | undefined,
  { catalogue, places, resources }: Records,
): Extent {
  const severities = header ? ranksOf(header.severities) : everySeverity;
  const asked = { stage: 'unit' as const, generation, severities, targets: header?.resources ?? [] };
  return new Extent(catalogue, asked, [snapshot], places, resources);
}

function scopeOf(
  catalogue: Catalogue,
  accountId: string,
  snapshot: CollectedUnit['snapshot'],
  extent: Extent,
): KnownScope {
  const kinds = kindList.filter(({ service }) => service === snapshot.service).map(({ kind }) => kind);
  // Findings of policies that are gone are known by not being those of the other stage.
  const policies = extent.isWhole(snapshot)
    ? { except: catalogue.of('scan').map(({ id }) => id) }
    : { only: extent.policies(snapshot).map(({ id }) => id) };
  const scope = { accountId, regions: [snapshot.region], kinds, policies };
  return extent.isTargeted ? { ...scope, resources: extent.targetList } : scope;
}

interface Owner {
  readonly catalogue: Catalogue;
  readonly extent: Extent;
  readonly snapshot: CollectedUnit['snapshot'];
  readonly kinds: readonly string[];
}

/** Tallies of policies that judge no more go, whoever wrote them. */
function ownsTally(policyId: string, { catalogue, extent, snapshot, kinds }: Owner): boolean {
  const policy = catalogue.judging(policyId);
  return extent.tallies(policyId, snapshot) && (!policy || kinds.includes(policy.on.kind));
}
