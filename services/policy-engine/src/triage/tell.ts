/** Tells open pages, and who is given work, of what people changed. */
import { findingAssigned, findingsChanged, type FindingFacts } from '@cspmexa/contracts';
import { publish, publishAll, type Publication } from '@cspmexa/messaging';
import { newId, type SqlTransaction } from '@cspmexa/platform';
import { factsOf, type Changed } from '../findings/history-writer.js';

/** A finding that somebody changed. */
export interface Touched {
  readonly id: string;
  readonly accountId: string;
}

/** Findings that one event names. */
const mostNamed = 100;
/** Findings that one assignment tells of, and the most bytes of them: their sentences may be long. */
const mostFacts = 50;
const mostBytes = 256_000;

/** Tells open pages, with an event for each account: who may not see all hears of their own. */
export async function tellChanged(
  tx: SqlTransaction,
  tenantId: string,
  touched: readonly Touched[],
  by: string,
): Promise<void> {
  const accounts = new Map<string, string[]>();
  for (const { id, accountId } of touched) {
    const ids = accounts.get(accountId);
    if (ids) ids.push(id);
    else accounts.set(accountId, [id]);
  }
  const publications = [...accounts].map(([accountId, ids]): Publication => {
    const data = { accountId, findingIds: ids.slice(0, mostNamed), findings: ids.length, by };
    return { event: findingsChanged, data };
  });
  await publishAll(tx, tenantId, publications);
}

/** Findings that were given to somebody. `changeId` of a change of many; of one alone it is that in its history. */
interface Assignment {
  readonly assignee: string | null;
  readonly by: string;
  readonly ids: readonly string[];
  readonly changeId?: string;
}

/** Tells who is given findings by somebody else, once for all of them. They were changed before this. */
export async function tellAssigned(
  tx: SqlTransaction,
  tenantId: string,
  { assignee, by, ids, changeId }: Assignment,
): Promise<void> {
  if (assignee === null || assignee === by.toLowerCase() || ids.length === 0) return;
  const worst = await tx.$queryRawUnsafe<Changed[]>(
    `select f.*, h.change, h.id as change_id
     from (select * from findings where tenant_id = $1::uuid and id = any($2::uuid[])
           order by severity desc, due_at, id limit ${mostFacts}) as f
     join finding_history h on h.tenant_id = f.tenant_id and h.finding_id = f.id and h.version = f.version
     order by f.severity desc, f.due_at, f.id`,
    tenantId,
    ids,
  );
  const facts = fitting(worst.map((row) => factsOf(row, null)));
  const ofHistory = worst[0]?.change_id ?? newId();
  await publish(tx, tenantId, findingAssigned, {
    ...{ assignee, by, findings: ids.length, facts },
    changeId: changeId ?? ofHistory,
  });
}

/** As many as fit into a message, from the beginning. */
function fitting(facts: readonly FindingFacts[]): FindingFacts[] {
  let bytes = 0;
  return facts.filter((fact) => (bytes += Buffer.byteLength(JSON.stringify(fact))) <= mostBytes);
}
