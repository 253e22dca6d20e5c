/** Judges a whole scan with the policies that read other resources, once its last unit has ended. */
import { Inject, Injectable } from '@nestjs/common';
import { scanCollected, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, faultPoint, type Clock, type ObjectStore } from '@cspmexa/platform';
import { holdAccount } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { Extent, ranksOf, type Asked, type UnitPlace } from '../extent/extent.js';
import { claimPlaces, lockPlaces, placeRecords, type LedgerKey } from '../extent/place-ledger.js';
import { noteResources, resourceRecords } from '../extent/resource-ledger.js';
import { FindingMoved } from '../findings/history-writer.js';
import { hashOfKnown, unresolvedIn } from '../findings/known-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { catalogueOf } from '../policies/setting.store.js';
import { finishPart, noChanges, noCounts, noteCollected, wasCollected } from '../scans/scan-parts.js';
import { openSnapshot } from '../snapshots/open-snapshot.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { writeTallies } from '../tallies/tally.store.js';
import { judgeScan } from './judge-scan.js';
import { lostPlaces, markLost } from './lost-places.js';
import { wasHandled, type Message } from './message.js';
import { notesOf } from './notes.js';
import { ScanWorld } from './scan-world.js';
import { causesByArn, changesBehind, decide, settings, settle, untilSettled, type Seen } from './settle.js';

type CollectedScan = EventPayload<typeof scanCollected>;

interface SeenScan extends Seen {
  /** Places that the scan was to look at, as earlier ones did, and that brought nothing. */
  readonly lost: readonly UnitPlace[];
}

interface Gathered {
  readonly scanned: ScanWorld;
  readonly extent: Extent;
  readonly awsAccountId: string;
  /** As it is set for the account. */
  readonly catalogue: Catalogue;
}

@Injectable()
export class ScanJudging {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(SNAPSHOTS) private readonly snapshots: ObjectStore,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws when a snapshot cannot be read to its end; nothing has changed then. */
  judge(message: Message, scan: CollectedScan): Promise<void> {
    const { tenantId, consumer, id } = message;
    // What a cancelled or failed scan did collect was judged unit by unit; across units it says nothing. It may still be resumed.
    const hasEnded = scan.state === 'complete' || scan.state === 'partial';
    return untilSettled(async () => {
      const seen = hasEnded ? await this.look(message, scan) : undefined;
      await faultPoint('judging.judged');
      await this.database.withTenant(
        tenantId,
        (tx) =>
          consumeOnce(tx, consumer, id, async () => {
            if (hasEnded) await this.settle(tx, message, scan, seen);
          }),
        settings,
      );
    });
  }

  /** Undefined when there is nothing to say: it was said already, or something newer was. */
  private async look(message: Message, scan: CollectedScan): Promise<SeenScan | undefined> {
    const { tenantId } = message;
    const { scanId, accountId, awsAccountId, scope, state, snapshots } = scan;
    const key = { tenantId, accountId };
    const records = await this.database.withTenant(tenantId, async (tx) =>
      (await wasHandled(tx, message)) || (await wasCollected(tx, tenantId, scanId, snapshots.length))
        ? undefined
        : {
            catalogue: await catalogueOf(tx, tenantId, accountId, this.catalogue),
            unit: await placeRecords(tx, { ...key, stage: 'unit' }),
            scan: await placeRecords(tx, { ...key, stage: 'scan' }),
            resources: await resourceRecords(tx, { ...key, stage: 'scan' }, snapshots),
          },
    );
    if (!records || awsAccountId === null) return undefined;
    const { catalogue } = records;
    const lost = lostPlaces(catalogue, this.asked(message, scan, 'unit'), scan, records.unit);
    const places = [...snapshots, ...lost];
    const asked = this.asked(message, scan, 'scan');
    const extent = new Extent(catalogue, asked, places, records.scan, records.resources);
    const inPlay = new Set(places.flatMap((place) => extent.policies(place)));
    const policies = catalogue.of('scan').filter((policy) => inPlay.has(policy));
    const scanned = new ScanWorld(policies);
    // What a newer scan has judged is still there to be read: what this one says of the rest is what it would have said before.
    for (const ref of policies.length > 0 ? snapshots : [])
      if (scanned.needs(ref.service)) await scanned.add(await openSnapshot(this.snapshots, ref, awsAccountId));
    scanned.close({ scope, isComplete: state === 'complete', places: lost });
    return { ...(await this.judgeAll(message, scan, { scanned, extent, awsAccountId, catalogue })), lost };
  }

  private async judgeAll(
    { tenantId }: Message,
    { accountId, snapshots }: CollectedScan,
    { scanned, extent, awsAccountId, catalogue }: Gathered,
  ): Promise<Seen> {
    const { policies, headers } = scanned;
    const scope = {
      accountId,
      regions: [...new Set(snapshots.map(({ region }) => region))],
      kinds: [...new Set(policies.map(({ on }) => on.kind))],
      policies: { only: policies.map(({ id }) => id) },
      ...(extent.isTargeted ? { resources: extent.targetList } : {}),
    };
    const known = await this.database.withTenant(tenantId, (tx) => unresolvedIn(tx, tenantId, scope));
    const look = await judgeScan({ accountId, catalogue, scanned, extent, known, now: this.clock.now() });
    const listed = headers.flatMap(({ service, place: { region }, kinds }) =>
      snapshots.filter((ref) => ref.service === service && ref.region === region).map((ref) => ({ ...ref, kinds })),
    );
    const notes = extent.isTargeted ? notesOf(look, extent, listed, known) : [];
    const decided = await this.database.withTenant(tenantId, (tx) => decide(tx, tenantId, { look, known, catalogue }));
    const changes = await changesBehind(this.snapshots, awsAccountId, decided, { extent, catalogue, snapshots });
    return { look, extent, scope, notes, knownHash: hashOfKnown(known), decided, changes };
  }

  private async settle(tx: Tx, message: Message, scan: CollectedScan, seen: SeenScan | undefined): Promise<void> {
    const { tenantId, generation } = message;
    const { scanId, accountId, awsAccountId, snapshots } = scan;
    const at = this.clock.now();
    const part = { scanId, accountId, partId: scanId };
    const unitIds = snapshots.map(({ unitId }) => unitId);
    if (!(await holdAccount(tx, tenantId, accountId, awsAccountId))) return;
    const locked = seen && (await this.lockedExtent(tx, message, scan, seen, at));
    if (!(await noteCollected(tx, tenantId, part, unitIds, at))) return;
    if (!seen || !locked) return finishPart(tx, tenantId, part, noCounts, noChanges, at);
    const { extent, catalogue } = locked;
    const { look, lost, notes } = seen;
    const occasion = { at, scanId, actor: null, causes: causesByArn(scan.causes) };
    const changes = await settle(tx, tenantId, seen, catalogue, occasion);
    const key: LedgerKey = { tenantId, accountId, stage: 'scan' };
    if (extent.isTargeted) await noteResources(tx, key, notes, at);
    else {
      const owns = (policyId: string, place: UnitPlace): boolean => {
        const policy = catalogue.find(policyId);
        return policy !== undefined && !policy.retired && extent.tallies(policyId, place);
      };
      const tallies = look.tallies.filter(({ policyId, ...place }) => owns(policyId, place));
      await writeTallies(tx, tenantId, { accountId, places: [...snapshots, ...lost], concerns: owns }, tallies);
      const claims = snapshots.map((ref) => ({ ...ref, severities: extent.severities(ref), snapshotKey: ref.key }));
      await claimPlaces(tx, key, claims, generation, at);
      await markLost(tx, { tenantId, accountId }, catalogue, this.asked(message, scan, 'unit'), lost, at);
    }
    await finishPart(tx, tenantId, part, look.counts, changes, at);
  }

  /** The extent of the look, and how the policies are set, now that nobody else can change it. @throws FindingMoved when it is another one. */
  private async lockedExtent(
    tx: Tx,
    { tenantId }: Message,
    { accountId, snapshots }: CollectedScan,
    { extent: { asked, signature }, lost }: SeenScan,
    at: Date,
  ): Promise<{ extent: Extent; catalogue: Catalogue }> {
    const key: LedgerKey = { tenantId, accountId, stage: 'scan' };
    const places = [...snapshots, ...lost];
    const records = await lockPlaces(tx, key, places, asked.severities, at);
    // After the lock: who sets a policy later finds what is written here.
    const catalogue = await catalogueOf(tx, tenantId, accountId, this.catalogue);
    const extent = new Extent(catalogue, asked, places, records, await resourceRecords(tx, key, snapshots));
    if (extent.signature !== signature)
      throw new FindingMoved('Another scan judged a part of this one meanwhile, or a policy was set.');
    return { extent, catalogue };
  }

  private asked({ generation }: Message, { scope }: CollectedScan, stage: Asked['stage']): Asked {
    return { stage, generation, severities: ranksOf(scope.severities), targets: scope.resources };
  }
}
