/** Judges an account again by one policy that was set in another way, on what was collected last. */
import { Inject, Injectable } from '@nestjs/common';
import type { policySet, EventPayload } from '@cspmexa/contracts';
import { consumeOnce } from '@cspmexa/messaging';
import { CLOCK, faultPoint, type Clock, type ObjectStore } from '@cspmexa/platform';
import type { Policy } from '@cspmexa/policy-kit';
import { holdAccountAlone } from '../accounts/account-ledger.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import type { PlaceRecord, Subject } from '../extent/extent.js';
import { noteJudged } from '../extent/resource-ledger.js';
import { FindingMoved } from '../findings/history-writer.js';
import { hashOfKnown, unresolvedIn } from '../findings/known-findings.js';
import { storableText } from '../findings/storable.js';
import { blindTallies } from '../judging/blind.js';
import { keyOf } from '../judging/judged.js';
import { Look } from '../judging/look.js';
import { wasHandled, type Message } from '../judging/message.js';
import type { Change } from '../judging/reconcile.js';
import { decide, settings, settle, untilSettled, type Decided } from '../judging/settle.js';
import { Catalogue, stageOf } from '../policies/catalogue.js';
import { endOf } from '../policies/end-of-policy.js';
import { catalogueOf } from '../policies/setting.store.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { writeTallies } from '../tallies/tally.store.js';
import { KeptAccount } from './kept-account.js';
import { isLost, keptPlaces, type KeptPlaces } from './kept-places.js';

type Set = EventPayload<typeof policySet>;

/** What a policy says of an account as it is set now. */
interface Rejudged extends Decided {
  readonly catalogue: Catalogue;
  readonly kept: KeptPlaces;
  /** The places whose resources were judged. */
  readonly places: readonly PlaceRecord[];
  /** ARNs that were judged by themselves since their place was, and that have a verdict now. */
  readonly alone: ReadonlySet<string>;
}

@Injectable()
export class Rejudging {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(SNAPSHOTS) private readonly snapshots: ObjectStore,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Brings the findings and tallies of the policy in line with how it is set. What is not kept any more stays as it is until it is collected
   * again. @throws when the store fails; nothing has changed then.
   */
  judge(message: Message, set: Set): Promise<void> {
    const { tenantId, consumer, id } = message;
    return untilSettled(async () => {
      const seen = await this.look(message, set);
      await faultPoint('judging.judged');
      await this.database.withTenant(
        tenantId,
        (tx) => consumeOnce(tx, consumer, id, () => this.settle(tx, tenantId, set, seen)),
        settings,
      );
    });
  }

  /** Undefined when there is nothing to look at: it was handled, the policy does not judge there, or nothing was collected. */
  private async look(message: Message, { policyId, accountId }: Set): Promise<Rejudged | undefined> {
    const { tenantId } = message;
    const found = await this.database.withTenant(tenantId, async (tx) => {
      if (await wasHandled(tx, message)) return undefined;
      const catalogue = await catalogueOf(tx, tenantId, accountId, this.catalogue);
      const policy = catalogue.judging(policyId);
      const kept = policy && (await keptPlaces(tx, tenantId, accountId, policy));
      return kept && { catalogue, policy, kept };
    });
    if (!found || found.kept.places.length === 0) return undefined;
    const { catalogue, policy, kept } = found;
    const account = new KeptAccount(this.snapshots, policy, kept);
    return account.walk(async (places) => {
      const regions = [...new Set(kept.places.map(({ region }) => region))];
      const scope = { accountId, regions, kinds: [policy.on.kind], policies: { only: [policyId] } };
      const known = await this.database.withTenant(tenantId, (tx) => unresolvedIn(tx, tenantId, scope));
      const stale = new Set<string>();
      const alone = new Set<string>();
      const concerns = (subject: Subject): boolean => subject.policyId === policyId && !stale.has(subject.resourceArn);
      const extent = { concerns, isTargeted: false, isTarget: () => true };
      const look = new Look(accountId, catalogue, known, extent, 'policy-changed');
      const read: PlaceRecord[] = [];
      const set = catalogue.settings.values[policyId] ?? {};
      for await (const { record, header, at, holes, resources } of places) {
        look.listed(header.kinds, record.region, holes);
        for (const hole of holes) look.hole(account.judge(set, at), hole);
        for await (const { resource, at: then, isStale } of resources) {
          const arn = storableText(resource.arn);
          if (isStale) stale.add(arn);
          const unknownBefore = look.counts.unknown;
          await look.resource(account.judge(set, then), resource);
          if (then !== at && look.counts.unknown === unknownBefore) alone.add(arn);
        }
        if (header.kinds.includes(policy.on.kind) || holes.length > 0) read.push(record);
      }
      const decided = await this.database.withTenant(tenantId, (tx) =>
        decide(tx, tenantId, { look, known, catalogue }),
      );
      // Nothing has changed in the resources: it is the policy that did.
      const changes = new Map(decided.map((change) => [keyOf(identityOf(change)), []]));
      return { look, scope, knownHash: hashOfKnown(known), decided, changes, catalogue, kept, places: read, alone };
    });
  }

  private async settle(tx: Tx, tenantId: string, { policyId, accountId, by }: Set, seen?: Rejudged): Promise<void> {
    const at = this.clock.now();
    // Waits for whoever judges the account, and may still do so by what was set before.
    if (!(await holdAccountAlone(tx, tenantId, accountId))) return;
    const occasion = { at, scanId: null, actor: by };
    const catalogue = await catalogueOf(tx, tenantId, accountId, this.catalogue);
    const policy = catalogue.judging(policyId);
    if (!policy) return endOf(tx, tenantId, { accountId, policyId }, occasion);
    const kept = await keptPlaces(tx, tenantId, accountId, policy);
    if (!kept || kept.places.length === 0) return;
    if (
      seen?.catalogue.signatureOf(policyId) !== catalogue.signatureOf(policyId) ||
      seen.kept.signature !== kept.signature
    )
      throw new FindingMoved('The policy was set again, or a scan judged the account meanwhile.');
    await settle(tx, tenantId, seen, catalogue, occasion);
    await this.writeTallies(tx, tenantId, accountId, policy, seen, at);
    await noteJudged(tx, { tenantId, accountId, stage: stageOf(policy) }, policyId, [...seen.alone]);
  }

  private async writeTallies(
    tx: Tx,
    tenantId: string,
    accountId: string,
    policy: Policy,
    { look, places, catalogue }: Rejudged,
    at: Date,
  ): Promise<void> {
    const concerns = (policyId: string): boolean => policyId === policy.id;
    const seen = places.filter((place) => !isLost(place));
    await writeTallies(tx, tenantId, { accountId, places: seen, concerns }, look.tallies);
    for (const place of places.filter(isLost)) {
      const blind = blindTallies(catalogue, [policy], place, at);
      await writeTallies(tx, tenantId, { accountId, places: [place], concerns }, blind);
    }
  }
}

const identityOf = (change: Change) => (change.kind === 'resolve' ? change.known : change.judged);
