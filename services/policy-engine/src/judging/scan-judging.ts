/** Judges a whole scan with the policies that read other resources, once its last unit has ended. */
import { Inject, Injectable } from '@nestjs/common';
import { scanCollected, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, type Clock, type ObjectStore } from '@cspmexa/platform';
import { Judge } from '@cspmexa/policy-kit';
import { claimPlaces, holdAccount, judgedPlaces, type UnitPlace } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { FindingMoved } from '../findings/finding-writer.js';
import { unresolvedIn, type KnownScope } from '../findings/known-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { finishPart, forgetParts, noChanges, noCounts } from '../scans/scan-parts.js';
import { openSnapshot } from '../snapshots/open-snapshot.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { writeTallies } from '../tallies/tally.store.js';
import { blindTallies } from './blind.js';
import { Look } from './look.js';
import { wasHandled, type Message } from './message.js';
import { isLate } from './reconcile.js';
import { isInScope, ScanWorld } from './scan-world.js';
import { settings, settle, untilSettled } from './settle.js';

type CollectedScan = EventPayload<typeof scanCollected>;
type Ref = CollectedScan['snapshots'][number];

interface Seen {
  readonly look: Look;
  readonly scope: KnownScope;
  /** The snapshots that no newer scan has overtaken. */
  readonly refs: readonly Ref[];
  /** Places that the scan was to look at, as earlier ones did, and that brought nothing. */
  readonly lost: readonly UnitPlace[];
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
    const hasEnded = scan.state === 'complete' || scan.state === 'partial';
    return untilSettled(async () => {
      const seen = hasEnded ? await this.look(message, scan) : undefined;
      await this.database.withTenant(
        tenantId,
        (tx) =>
          consumeOnce(tx, consumer, id, async () => {
            // What a cancelled or failed scan did collect was judged unit by unit; across units it says nothing.
            if (hasEnded) await this.settle(tx, message, scan, seen);
            else await forgetParts(tx, tenantId, scan.scanId);
          }),
        settings,
      );
    });
  }

  private async look({ tenantId, ...message }: Message, scan: CollectedScan): Promise<Seen | undefined> {
    const { accountId, awsAccountId } = scan;
    const policies = this.catalogue.of('scan');
    const before = await this.database.withTenant(tenantId, async (tx) =>
      (await wasHandled(tx, { tenantId, ...message }))
        ? undefined
        : {
            unit: await judgedPlaces(tx, tenantId, accountId, 'unit'),
            scan: await judgedPlaces(tx, tenantId, accountId, 'scan'),
          },
    );
    if (!before || awsAccountId === null) return undefined;
    const refs = scan.snapshots.filter(
      (ref) => message.generation === undefined || !isLate(message.generation, generationOf(before.scan, ref)),
    );
    const lost = before.unit.filter(
      (place) =>
        isInScope(scan.scope, place) &&
        !scan.snapshots.some((ref) => isSame(ref, place)) &&
        (message.generation === undefined || !isLate(message.generation, place.generation)),
    );
    const scanned = new ScanWorld(policies);
    for (const ref of refs)
      if (scanned.needs(ref.service)) await scanned.add(await openSnapshot(this.snapshots, ref, awsAccountId));
    scanned.close({
      scope: scan.scope,
      isComplete: scan.state === 'complete' && refs.length === scan.snapshots.length,
      places: lost,
    });
    const scope = {
      accountId,
      regions: [...new Set(refs.map(({ region }) => region))],
      kinds: [...new Set(policies.map(({ on }) => on.kind))],
      policies: { only: policies.map(({ id }) => id) },
    };
    const known = await this.database.withTenant(tenantId, (tx) => unresolvedIn(tx, tenantId, scope));
    const look = await this.judgeAll(accountId, scanned, known);
    return { look, scope, refs, lost };
  }

  private async judgeAll(
    accountId: string,
    scanned: ScanWorld,
    known: ConstructorParameters<typeof Look>[2],
  ): Promise<Look> {
    const policies = this.catalogue.of('scan');
    const ids = new Set(policies.map(({ id }) => id));
    const look = new Look(accountId, this.catalogue, known, (policyId) => ids.has(policyId));
    const times = scanned.headers.map(({ collectedAt }) => Date.parse(collectedAt));
    const judge = new Judge(
      policies,
      times.length > 0 ? new Date(Math.max(...times)) : this.clock.now(),
      scanned.world,
    );
    for (const { kinds, place, holes } of scanned.headers) look.listed(kinds, place.region, holes);
    for (const hole of scanned.failures) look.hole(judge, hole);
    for (const subject of scanned.subjects()) await look.resource(judge, subject);
    return look;
  }

  private async settle(tx: Tx, message: Message, scan: CollectedScan, seen: Seen | undefined): Promise<void> {
    const { tenantId, generation } = message;
    const { scanId, accountId, awsAccountId } = scan;
    const at = this.clock.now();
    const part = { scanId, accountId, partId: scanId };
    const unitIds = scan.snapshots.map(({ unitId }) => unitId);
    if (!(await holdAccount(tx, tenantId, accountId, awsAccountId))) return;
    if (!seen) return finishPart(tx, tenantId, part, noCounts, noChanges, { at, unitIds });
    const { look, refs, lost } = seen;
    const claimed = await claimPlaces(tx, tenantId, { accountId, stage: 'scan', generation }, refs, at);
    if (claimed.length < refs.length) throw new FindingMoved('A newer scan judged a part of this one meanwhile.');
    const changes = await settle(tx, tenantId, { ...seen, catalogue: this.catalogue }, { at, scanId, actor: null });
    const concerns = new Set(this.catalogue.of('scan').map(({ id }) => id));
    await writeTallies(
      tx,
      tenantId,
      { accountId, places: [...refs, ...lost], concerns: (policyId) => concerns.has(policyId) },
      look.tallies,
    );
    await this.markLost(tx, message, accountId, lost, at);
    await finishPart(tx, tenantId, part, look.counts, changes, { at, unitIds });
  }

  /** Nothing is known any more of how a lost place satisfies its policies. Its findings stay. */
  private async markLost(
    tx: Tx,
    message: Message,
    accountId: string,
    lost: readonly UnitPlace[],
    at: Date,
  ): Promise<void> {
    const { tenantId, generation } = message;
    const policies = this.catalogue.of('unit');
    const claimed = await claimPlaces(tx, tenantId, { accountId, stage: 'unit', generation }, lost, at);
    const ids = new Set(policies.map(({ id }) => id));
    const tallies = claimed.flatMap((place) => blindTallies(this.catalogue, policies, place, at));
    await writeTallies(
      tx,
      tenantId,
      { accountId, places: claimed, concerns: (policyId) => ids.has(policyId) },
      tallies,
    );
  }
}

const isSame = (a: UnitPlace, b: UnitPlace): boolean => a.service === b.service && a.region === b.region;

const generationOf = (places: readonly (UnitPlace & { generation: number })[], ref: UnitPlace): number | undefined =>
  places.find((place) => isSame(place, ref))?.generation;
