/** What of a mail that has gathered findings is told when it is due. */
import { FindingFacts } from '@cspmexa/contracts';
import type { Tx } from '../database.js';
import type { Told } from '../mail/told.js';
import { asks, namedBy } from '../rules/match.js';
import { ruleById } from '../rules/rule-row.js';
import { ruleOfBundle } from '../rules/telling.js';

export interface Gathered {
  readonly tenantId: string;
  readonly id: string;
  readonly recipient: string;
  readonly bundle: string;
}

/**
 * The findings that its recipient was told of in no other mail and, for a digest, that its rule still asks for; the others leave it.
 * The mail must be closed and locked by `tx`, which sees the tenant alone.
 */
export async function stillToTell(tx: Tx, { tenantId, id, recipient, bundle }: Gathered): Promise<Told[]> {
  // Of two mails to one person that are due together, the second waits here and sees what the first has told.
  await tx.$queryRaw`select 1 from (select pg_advisory_xact_lock(hashtextextended(${`${tenantId} ${recipient}`}, 0))) as locked`;
  await tx.$executeRaw`
    delete from notice n using notice told, delivery d
    where n.tenant_id = ${tenantId}::uuid and n.delivery_id = ${id}::uuid
      and told.tenant_id = n.tenant_id and told.recipient = n.recipient and told.change_id = n.change_id
      and told.delivery_id <> n.delivery_id
      and d.tenant_id = told.tenant_id and d.id = told.delivery_id and not d.open and d.state <> 'failed'`;
  const notices = await tx.notice.findMany({ where: { tenantId, deliveryId: id } });
  // Written by tell in gathering.ts.
  const told = notices.map(({ changeId, facts, reopened, rules }) => ({
    changeId,
    facts: facts as FindingFacts,
    reopened,
    rules,
  }));
  const digest = ruleOfBundle(bundle);
  if (!digest) return told;

  const rule = await ruleById(tx, tenantId, digest.ruleId);
  const accounts = new Map((await tx.accountName.findMany({ where: { tenantId } })).map((row) => [row.accountId, row]));
  const isAsked = ({ facts, reopened }: (typeof told)[number]): boolean => {
    // Facts of another version cannot be matched: rendering them fails for this mail alone, a throw here would hold up every mail.
    if (!FindingFacts.safeParse(facts).success) return true;
    const { name = null, owners = [] } = accounts.get(facts.accountId) ?? {};
    const account = { name, owners };
    return (
      rule?.enabled === true &&
      asks(rule, { facts, reopened, account }) &&
      namedBy(rule, account).some(({ email }) => email === recipient)
    );
  };
  const kept = told.filter(isAsked);
  const keptIds = new Set(kept.map(({ changeId }) => changeId));
  const left = told.flatMap(({ changeId }) => (keptIds.has(changeId) ? [] : [changeId]));
  // One array, however long it is: a list of parameters ends at 32,767.
  if (left.length > 0)
    await tx.$executeRaw`
      delete from notice where tenant_id = ${tenantId}::uuid and delivery_id = ${id}::uuid and change_id = any(${left}::uuid[])`;
  return kept;
}
