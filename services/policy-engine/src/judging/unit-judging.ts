/** Judges one unit with the policies that read one resource. */
import { Inject, Injectable } from '@nestjs/common';
import { unitCollected, type EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, type Clock, type ObjectStore } from '@cspmexa/platform';
import { Judge } from '@cspmexa/policy-kit';
import { kindList, type SnapshotHeader } from '@cspmexa/resources';
import { claimPlaces, holdAccount, judgedPlaces } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { unresolvedIn, type KnownScope } from '../findings/known-findings.js';
import { Catalogue } from '../policies/catalogue.js';
import { finishPart, noChanges, noCounts } from '../scans/scan-parts.js';
import { openSnapshot } from '../snapshots/open-snapshot.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { writeTallies } from '../tallies/tally.store.js';
import { Look } from './look.js';
import { wasHandled, type Message } from './message.js';
import { isLate } from './reconcile.js';
import { settings, settle, untilSettled } from './settle.js';
import { holesOf } from './snapshot-hole.js';

type CollectedUnit = EventPayload<typeof unitCollected>;

interface Seen {
  readonly look: Look;
  readonly scope: KnownScope;
  readonly header: SnapshotHeader;
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
      const isWorthIt = await this.database.withTenant(message.tenantId, (tx) => this.isNews(tx, message, unit));
      const seen = isWorthIt ? await this.look(message, unit) : undefined;
      await this.database.withTenant(
        message.tenantId,
        (tx) => consumeOnce(tx, message.consumer, message.id, () => this.settle(tx, message, unit, seen)),
        settings,
      );
    });
  }

  private async isNews(tx: Tx, message: Message, { accountId, snapshot }: CollectedUnit): Promise<boolean> {
    if (await wasHandled(tx, message)) return false;
    const places = await judgedPlaces(tx, message.tenantId, accountId, 'unit');
    const place = places.find(({ service, region }) => service === snapshot.service && region === snapshot.region);
    return message.generation === undefined || !isLate(message.generation, place?.generation);
  }

  private async look({ tenantId }: Message, { accountId, awsAccountId, snapshot }: CollectedUnit): Promise<Seen> {
    const scanPolicies = this.catalogue.of('scan').map(({ id }) => id);
    const kinds = kindList.filter(({ service }) => service === snapshot.service).map(({ kind }) => kind);
    const scope = { accountId, regions: [snapshot.region], kinds, policies: { except: scanPolicies } };
    const known = await this.database.withTenant(tenantId, (tx) => unresolvedIn(tx, tenantId, scope));
    const { header, resources } = await openSnapshot(this.snapshots, snapshot, awsAccountId);
    const look = new Look(accountId, this.catalogue, known, (policyId) => !scanPolicies.includes(policyId));
    // The time of the collection, so that the same snapshot gives the same verdicts whenever it is judged.
    const judge = new Judge(this.catalogue.of('unit'), new Date(header.collectedAt));
    const holes = holesOf(header);
    look.listed(header.kinds, snapshot.region, holes);
    for (const hole of holes) look.hole(judge, hole);
    for await (const resource of resources) await look.resource(judge, resource);
    return { look, scope, header };
  }

  private async settle(tx: Tx, message: Message, unit: CollectedUnit, seen: Seen | undefined): Promise<void> {
    const { tenantId, generation } = message;
    const { scanId, accountId, awsAccountId, snapshot } = unit;
    const at = this.clock.now();
    const part = { scanId, accountId, partId: snapshot.unitId };
    if (!(await holdAccount(tx, tenantId, accountId, awsAccountId))) return;
    const [place] = await claimPlaces(tx, tenantId, { accountId, stage: 'unit', generation }, [snapshot], at);
    if (!place || !seen) return finishPart(tx, tenantId, part, noCounts, noChanges, { at });
    const { look, header } = seen;
    const changes = await settle(tx, tenantId, { ...seen, catalogue: this.catalogue }, { at, scanId, actor: null });
    const concerns = (policyId: string): boolean => this.ownsTally(policyId, header.kinds);
    await writeTallies(tx, tenantId, { accountId, places: [place], concerns }, look.tallies);
    await finishPart(tx, tenantId, part, look.counts, changes, { at });
  }

  /** Tallies of policies that judge no more go, whoever wrote them. */
  private ownsTally(policyId: string, kinds: readonly string[]): boolean {
    const policy = this.catalogue.find(policyId);
    if (!policy || policy.retired) return true;
    return this.catalogue.of('unit').includes(policy) && kinds.includes(policy.on.kind);
  }
}
