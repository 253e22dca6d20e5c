/** What would change if a policy were set in another way, judged on what was collected last. Writes nothing. */
import { Inject, Injectable } from '@nestjs/common';
import type { PolicyDryRun, PolicySettingInput } from '@cspmexa/contracts';
import type { ObjectStore, Session } from '@cspmexa/platform';
import type { Policy } from '@cspmexa/policy-kit';
import { watchedAccounts } from '../compliance/evidence-rows.js';
import { PolicyEngineDatabase } from '../database.js';
import { KeptAccount, type KeptPlace } from '../rejudging/kept-account.js';
import { keptPlaces, type KeptPlaces } from '../rejudging/kept-places.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { Catalogue } from './catalogue.js';
import { addOutcome, addTrials, noTrial, type Trial } from './trial.js';
import { checkAsked, rowOf } from './policy-settings.js';
import { PolicyStore } from './policy-store.js';
import { TenantSettings, type Effective } from './setting.js';
import { policySettings } from './setting.store.js';

type Person = Pick<Session, 'tenantId' | 'email' | 'accountIds'>;

interface AccountTrial {
  readonly accountId: string;
  readonly kept: KeptPlaces;
  readonly now: Effective;
  readonly then: Effective;
}

/** How long a person waits, in milliseconds: less than a gateway does. */
const patienceMs = 20_000;

/** Milliseconds of judging after which others get a turn. */
const turn = 25;

@Injectable()
export class DryRun {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    private readonly store: PolicyStore,
    @Inject(SNAPSHOTS) private readonly snapshots: ObjectStore,
  ) {}

  /**
   * Judges every account that the setting would hold for, and that the person may see, one after the other. What is not read after `longestMs`
   * is told as not read. @throws AppError as `checkAsked`.
   */
  async try(
    person: Person,
    policyId: string,
    given: PolicySettingInput,
    longestMs = patienceMs,
  ): Promise<PolicyDryRun> {
    const policy = this.store.find(policyId);
    const ends = performance.now() + longestMs;
    const isOver = (): boolean => performance.now() >= ends;
    let sum = noTrial;
    for (const accountId of await this.accounts(person, policy, given)) {
      const trial = await this.prepare(person, policy, given, accountId);
      if (trial) sum = addTrials(sum, await this.account(policy, trial, isOver));
    }
    return sum;
  }

  private accounts(person: Person, policy: Policy, given: PolicySettingInput): Promise<string[]> {
    return this.database.withTenant(person.tenantId, async (tx) => {
      // It changes nothing: what would be set for the tenant may be tried by who sees a part of it.
      const { accountIds: _, ...asker } = person;
      await checkAsked(tx, asker, policy, given);
      return (await watchedAccounts(tx, person.tenantId, given.accountId ?? undefined)).map(({ id }) => id);
    });
  }

  private prepare(
    { tenantId, email }: Person,
    policy: Policy,
    given: PolicySettingInput,
    accountId: string,
  ): Promise<AccountTrial | undefined> {
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await policySettings(tx, tenantId, this.catalogue, { policyId: policy.id });
      const row = rowOf(policy, given, before, { by: email, at: new Date(0) });
      const others = before.rows.filter((other) => other.accountId !== given.accountId);
      const after = new TenantSettings(row ? [...others, row] : others, this.catalogue.every);
      const kept = await keptPlaces(tx, tenantId, accountId, policy);
      return (
        kept && { accountId, kept, now: before.effective(policy, accountId), then: after.effective(policy, accountId) }
      );
    });
  }

  private async account(
    policy: Policy,
    { accountId, kept, now, then }: AccountTrial,
    isOver: () => boolean,
  ): Promise<Trial> {
    const account = new KeptAccount(this.snapshots, policy, kept, isOver);
    return account.walk(async (places) => {
      let sum: Trial = { ...noTrial, unreadable: account.size };
      for await (const place of places) {
        const trial = await this.place(account, accountId, place, { now, then });
        sum = addTrials(sum, { ...trial, unreadable: -1 });
      }
      return sum;
    });
  }

  private async place(
    account: KeptAccount,
    accountId: string,
    { resources }: KeptPlace,
    { now, then }: Pick<AccountTrial, 'now' | 'then'>,
  ): Promise<Trial> {
    let trial = noTrial;
    let turnEnds = Date.now() + turn;
    for await (const { resource, at } of resources) {
      const before = now.enabled ? account.judge(now.values, at).resource(resource) : [];
      const after = then.enabled ? account.judge(then.values, at).resource(resource) : [];
      trial = addOutcome(trial, accountId, resource, before, after);
      if (Date.now() < turnEnds) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnEnds = Date.now() + turn;
    }
    return trial;
  }
}
