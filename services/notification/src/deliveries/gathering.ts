/** Mails that gather findings: what joins them, and what becomes of a rule's digests when the rule changes. */
import type { AlertRule, FindingFacts } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import type { Tx } from '../database.js';
import type { Telling } from '../rules/match.js';
import { digestBundle, placeOf } from '../rules/telling.js';

const dayMs = 86_400_000;

/** Adds a finding to the open mail of a recipient's bundle, opening one if there is none. A change that the bundle had already adds nothing. */
export async function tell(
  tx: Tx,
  tenantId: string,
  { email, language, bundle, kind, dueAt, rules }: Telling,
  { facts, reopened }: { readonly facts: FindingFacts; readonly reopened: boolean },
  now: Date,
): Promise<void> {
  const key = { tenantId, recipient: email, changeId: facts.changeId, bundle };
  if (await tx.notice.findUnique({ where: { tenantId_recipient_changeId_bundle: key } })) return;
  // Of two that open one at the same time, the second waits here and joins the first.
  const [delivery] = await tx.$queryRaw<{ id: string }[]>`
    insert into delivery (tenant_id, id, recipient, language, kind, bundle, due_at, created_at)
    values (${tenantId}::uuid, ${newId()}::uuid, ${email}, ${language}, ${kind}, ${bundle}, ${dueAt}, ${now})
    on conflict (tenant_id, recipient, bundle) where open do update set due_at = least(delivery.due_at, excluded.due_at)
    returning id`;
  if (!delivery) throw new Error('An upsert returned no row.');
  await tx.notice.create({
    data: { ...key, deliveryId: delivery.id, scanId: facts.scanId, reopened, facts, rules: [...rules], createdAt: now },
  });
}

/** A finding was repaired or accepted: mails that wait for their hour tell it no more. Those that go out within minutes tell what happened. */
export async function forget(tx: Tx, tenantId: string, findingId: string): Promise<void> {
  await tx.$executeRaw`
    delete from notice n using delivery d
    where n.tenant_id = ${tenantId}::uuid and n.facts->>'findingId' = ${findingId}
      and d.tenant_id = n.tenant_id and d.id = n.delivery_id and d.open and d.bundle <> ''`;
}

/** The scan is over: what it found need not wait for the end of a window. It may come before the last of its findings. */
export async function judged(tx: Tx, tenantId: string, scanId: string, now: Date): Promise<void> {
  await tx.judgedScan.deleteMany({ where: { tenantId, judgedAt: { lt: new Date(now.getTime() - dayMs) } } });
  await tx.judgedScan.createMany({ data: [{ tenantId, scanId, judgedAt: now }], skipDuplicates: true });
}

/**
 * A rule was changed: what its digests have gathered goes out when the rule says now. Whether it still asks for it, and still names
 * the recipient, is looked at then. Last in its transaction: see `seesWholeTenant`.
 */
export async function moveDigests(tx: Tx, tenantId: string, rule: AlertRule, now: Date): Promise<void> {
  await seesWholeTenant(tx);
  for (const through of [false, true]) {
    const { dueAt } = placeOf(rule, through ? 'critical' : 'info', now);
    await tx.delivery.updateMany({
      where: { tenantId, open: true, bundle: digestBundle(rule.id, through) },
      data: { dueAt },
    });
  }
}

/** A rule was removed: what its digests have gathered goes to nobody. What other rules gathered is in mails of theirs. Last in its transaction. */
export async function dropDigests(tx: Tx, tenantId: string, ruleId: string): Promise<void> {
  await seesWholeTenant(tx);
  const bundle = { in: [digestBundle(ruleId), digestBundle(ruleId, true)] };
  await tx.delivery.deleteMany({ where: { tenantId, open: true, bundle } });
}

/**
 * Whoever may see some accounts only sees no mails, for they may tell of others. Yet the digests of a rule that is theirs to change follow it,
 * and a mail to themselves is theirs to send. From here on, this transaction sees the whole tenant.
 */
export async function seesWholeTenant(tx: Tx): Promise<void> {
  await tx.$queryRaw`select set_config('app.account_ids', '', true)`;
}
