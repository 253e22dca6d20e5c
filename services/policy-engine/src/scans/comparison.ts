/** What became of the findings of an account from one scan to another. The SQL; pure. */
import type { ScanComparison } from '@cspmexa/contracts';
import { z } from 'zod';
import type { Sql } from '../findings/where.js';

export type NetChange = ScanComparison['items'][number]['change'];

/** In the order of the list. */
export const netChanges = ['opened', 'resolved', 'changed'] as const satisfies readonly NetChange[];

/** A time of an account: from when (null: the beginning) to when. Milliseconds since 1970. */
export interface Span {
  readonly accountId: string;
  readonly from: number | null;
  readonly to: number;
}

/** The last row of a page: place of its change in `netChanges`, severity, id of the finding. */
export const ComparisonPosition = z.object({ change: z.int(), severity: z.int(), id: z.uuid() });
export type ComparisonPosition = z.infer<typeof ComparisonPosition>;

/** What a page reads beside the finding. */
export interface NetRow {
  net_change: number;
  net_at: Date;
  before_status: string | null;
  before_severity: number | null;
  after_status: string;
  after_severity: number;
}

/**
 * One row for each finding that is not what it was: the state before its first change of the span against that after its last. What came
 * and went in between is none. Who has a finding and when it is due is no state of it.
 */
const net = `with entries as (
    select finding_id, version, at, severity, before, after from finding_history
    where tenant_id = $1::uuid and account_id = $2::uuid and ($3::timestamptz is null or at > $3) and at <= $4::timestamptz
      and change not in ('assigned', 'due-changed')),
  firsts as (select distinct on (finding_id) finding_id, before from entries order by finding_id, version),
  lasts as (select distinct on (finding_id) finding_id, at, severity, after from entries order by finding_id, version desc),
  states as (
    select finding_id, lasts.at, firsts.before, lasts.after, lasts.severity as after_severity,
      firsts.before ->> 'status' as before_status, (firsts.before ->> 'severity')::int as before_severity,
      lasts.after ->> 'status' as after_status,
      coalesce(firsts.before ->> 'status', 'resolved') <> 'resolved' as was_there,
      lasts.after ->> 'status' <> 'resolved' as is_there
    from firsts join lasts using (finding_id)),
  net as (
    select finding_id, at as net_at, before_status, before_severity, after_status, after_severity,
      case when not was_there then 0 when not is_there then 1 else 2 end as net_change
    from states
    where (was_there or is_there) and (was_there <> is_there or before_status <> after_status or before_severity <> after_severity
      or before -> 'reason' is distinct from after -> 'reason' or before -> 'conditions' is distinct from after -> 'conditions'))`;

const valuesOf = (tenantId: string, { accountId, from, to }: Span): unknown[] => [
  ...[tenantId, accountId, from === null ? null : new Date(from).toISOString(), new Date(to).toISOString()],
];

/** How many findings changed in each way, as `net_change` (a place in `netChanges`) and `count`. */
export const countsSql = (tenantId: string, span: Span): Sql => ({
  text: `${net} select net_change, count(*)::int as count from net
    join findings f on f.tenant_id = $1::uuid and f.id = net.finding_id group by net_change`,
  values: valuesOf(tenantId, span),
});

/** A page: those that were opened, then resolved, then changed; the worst first. One row more than `limit`. */
export function comparisonSql(
  tenantId: string,
  span: Span,
  { change, after, limit }: { change: NetChange | undefined; after: ComparisonPosition | undefined; limit: number },
): Sql {
  const values = [...valuesOf(tenantId, span), change === undefined ? null : netChanges.indexOf(change)];
  const beyond = after ? ' and (net_change, -f.severity, f.id) > ($6::int, $7::int, $8::uuid)' : '';
  return {
    text: `${net} select f.*, net.net_change, net.net_at, net.before_status, net.before_severity, net.after_status, net.after_severity
      from net join findings f on f.tenant_id = $1::uuid and f.id = net.finding_id
      where ($5::int is null or net_change = $5)${beyond} order by net_change, -f.severity, f.id limit ${limit + 1}`,
    values: [...values, ...(after ? [after.change, -after.severity, after.id] : [])],
  };
}
