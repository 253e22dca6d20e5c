/** Setting policies. What follows from it for findings that are there is done by Rejudging, but for what ends at once. */
import { Inject, Injectable } from '@nestjs/common';
import { policySet, type PolicyDetail, type PolicySettingInput } from '@cspmexa/contracts';
import { publishAll, recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import type { Policy } from '@cspmexa/policy-kit';
import { watchedAccounts } from '../compliance/evidence-rows.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { storableText } from '../findings/storable.js';
import { settings as patient, untilSettled } from '../judging/settle.js';
import { Catalogue } from './catalogue.js';
import { endOf } from './end-of-policy.js';
import { settingOf } from './policy-noun.js';
import { PolicyStore } from './policy-store.js';
import { narrowed, problemsOf, TenantSettings, type Effective, type SettingRow } from './setting.js';
import { policySettings, removeSetting, writeSetting } from './setting.store.js';

type Person = Pick<Session, 'tenantId' | 'email' | 'accountIds'>;

@Injectable()
export class PolicySettings {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    private readonly store: PolicyStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets a policy. Where it is off from now on, its findings are resolved and its numbers leave in the same transaction; where it judges by
   * other numbers, or again, what was collected last is judged soon after. @throws AppError as `checkAsked`.
   */
  async set(person: Person, policyId: string, given: PolicySettingInput): Promise<PolicyDetail> {
    const policy = this.store.find(policyId);
    let detail: PolicyDetail | undefined;
    await untilSettled(async () => {
      detail = await this.database.withTenant(
        person.tenantId,
        async (tx) => {
          await checkAsked(tx, person, policy, given);
          await this.change(tx, person, policy, given);
          return this.store.detail(tx, person.tenantId, policy);
        },
        patient,
      );
    });
    if (!detail) throw new Error('A settled change has no result.');
    return detail;
  }

  private async change(tx: Tx, { tenantId, email }: Person, policy: Policy, given: PolicySettingInput): Promise<void> {
    const { accountId } = given;
    const at = this.clock.now();
    // Of two who set the same policy the second one sees what the first one did.
    await tx.$queryRawUnsafe(
      'select pg_advisory_xact_lock(hashtextextended($1, 0))::text',
      `policy setting ${tenantId} ${policy.id}`,
    );
    const before = await policySettings(tx, tenantId, this.catalogue, { policyId: policy.id });
    const row = rowOf(policy, given, before, { by: email, at });
    if (row) await writeSetting(tx, tenantId, row);
    else await removeSetting(tx, tenantId, { policyId: policy.id, accountId });
    const others = before.rows.filter((other) => other.accountId !== accountId);
    const after = new TenantSettings(row ? [...others, row] : others, this.catalogue.every);
    const accounts = await watchedAccounts(tx, tenantId, accountId ?? undefined);
    const moved = accounts.filter(({ id }) => differ(before.effective(policy, id), after.effective(policy, id)));
    for (const { id } of moved)
      if (!after.effective(policy, id).enabled)
        await endOf(tx, tenantId, { accountId: id, policyId: policy.id }, { at, scanId: null, actor: email });
    await publishAll(
      tx,
      tenantId,
      moved.map(({ id }) => ({ event: policySet, data: { policyId: policy.id, accountId: id, by: email } })),
    );
    const was = before.row(policy.id, accountId);
    await recordAudit(tx, tenantId, {
      action: 'policy.set',
      target: { kind: 'policy', id: policy.id },
      before: was && settingOf(was),
      after: row && settingOf(row),
    });
  }
}

/**
 * @throws AppError invalid-input for parameters that the policy does not have or that are out of their limits; not-found for an account that
 * is not theirs; forbidden for the tenant when they may see some accounts only.
 */
export async function checkAsked(
  tx: Tx,
  { tenantId, accountIds }: Pick<Person, 'tenantId' | 'accountIds'>,
  policy: Policy,
  { accountId, parameters }: PolicySettingInput,
): Promise<void> {
  const errors = problemsOf(policy, parameters);
  if (errors.length > 0) throw new AppError('invalid-input', { errors });
  if (accountId === null && accountIds !== undefined)
    throw new AppError('forbidden', { detail: 'You may see some accounts only: set it for one of them.' });
  if (accountId !== null && (await watchedAccounts(tx, tenantId, accountId)).length === 0)
    throw new AppError('not-found');
}

/** The setting that is to be stored; undefined when it says nothing. */
export function rowOf(
  policy: Policy,
  given: PolicySettingInput,
  before: TenantSettings,
  { by, at }: Pick<SettingRow, 'by' | 'at'>,
): SettingRow | undefined {
  const { accountId, reason } = given;
  const kept = narrowed(policy, given, before.row(policy.id, null), accountId === null);
  return kept && { ...kept, policyId: policy.id, accountId, by, at, reason: reason ? storableText(reason) : null };
}

const differ = (a: Effective, b: Effective): boolean =>
  a.enabled !== b.enabled ||
  (a.enabled &&
    [...new Set([...Object.keys(a.values), ...Object.keys(b.values)])].some(
      (name) => a.values[name] !== b.values[name],
    ));
