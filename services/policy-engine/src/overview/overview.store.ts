/** The numbers of the overview, from the tables that hold them anyway. */
import { Inject, Injectable } from '@nestjs/common';
import { severityRank, type Overview, type Severity } from '@cspmexa/contracts';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { dueOrNever } from '../findings/due.js';
import { severityOf } from '../findings/severity.js';
import { countsBySeverity, unknownByAccount } from '../tallies/tally-sums.js';
import { coverageOf, scoreOf } from './score.js';
import { dayOf, trendOf, type DayChanges } from './trend.js';

interface OpenCount {
  account_id: string;
  service: string;
  severity: number;
  open: number;
}

const dayMs = 86_400_000;

@Injectable()
export class OverviewStore {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The overview of a tenant, or of one of its accounts, with a trend over `days` days. */
  async read(tenantId: string, days: number, accountId: string | undefined): Promise<Overview> {
    const now = this.clock.now();
    const since = new Date(Date.parse(dayOf(now)) - (days - 1) * dayMs);
    return this.database.withTenant(tenantId, async (tx) => {
      const tallies = await countsBySeverity(tx, tenantId, accountId);
      const accounts = await unknownByAccount(tx, tenantId, accountId);
      const open = await openCounts(tx, tenantId, accountId);
      const changes = await dailyChanges(tx, tenantId, accountId, since);
      return {
        score: scoreOf(tallies),
        coverage: coverageOf(tallies),
        bySeverity: bySeverity(open),
        byService: byService(open),
        byAccount: accounts.map(({ id, aws_account_id, unknown }) => ({
          accountId: id,
          awsAccountId: aws_account_id ?? '',
          open: sum(open.filter((count) => count.account_id === id)),
          unknown,
        })),
        trend: trendOf(days, now, sum(open), changes),
        ...meansOf(await timesToFix(tx, tenantId, accountId, since)),
        overdue: await countOverdue(tx, tenantId, accountId, now),
      };
    });
  }
}

const openCounts = (tx: Tx, tenantId: string, accountId: string | undefined): PromiseLike<OpenCount[]> =>
  tx.$queryRawUnsafe(
    `select account_id, service, severity, count(*)::int as open from findings
     where tenant_id = $1::uuid and status = 'open' and ($2::uuid is null or account_id = $2)
     group by account_id, service, severity`,
    tenantId,
    accountId ?? null,
  );

const dailyChanges = (
  tx: Tx,
  tenantId: string,
  accountId: string | undefined,
  since: Date,
): PromiseLike<DayChanges[]> =>
  tx.$queryRawUnsafe(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day,
       (count(*) filter (where change in ('opened', 'reopened')))::int as opened,
       (count(*) filter (where change = 'resolved'))::int as resolved, sum(open_delta)::int as delta
     from finding_history
     where tenant_id = $1::uuid and at >= $3::timestamptz and ($2::uuid is null or account_id = $2) group by day`,
    tenantId,
    accountId ?? null,
    since.toISOString(),
  );

/** Findings of one severity that were fixed, and the hours from when they became open, added up. */
interface TimeToFix {
  severity: number;
  fixed: number;
  hours: number;
}

const timesToFix = (tx: Tx, tenantId: string, accountId: string | undefined, since: Date): PromiseLike<TimeToFix[]> =>
  tx.$queryRawUnsafe(
    `select severity, count(*)::int as fixed, (sum(extract(epoch from resolved_at - open_since)) / 3600)::float8 as hours from findings
     where tenant_id = $1::uuid and resolved_at >= $3::timestamptz and resolution = 'fixed' and ($2::uuid is null or account_id = $2)
     group by severity`,
    tenantId,
    accountId ?? null,
    since.toISOString(),
  );

function meansOf(times: readonly TimeToFix[]): Pick<Overview, 'meanHoursToFix' | 'meanHoursToFixBySeverity'> {
  const mean = (of: readonly TimeToFix[]): number | null => {
    const fixed = of.reduce((total, time) => total + time.fixed, 0);
    return fixed === 0 ? null : Math.round((10 * of.reduce((total, { hours }) => total + hours, 0)) / fixed) / 10;
  };
  const own = (severity: Severity) => mean(times.filter((time) => time.severity === severityRank[severity]));
  return {
    meanHoursToFix: mean(times),
    meanHoursToFixBySeverity: {
      ...{ critical: own('critical'), high: own('high'), medium: own('medium'), low: own('low'), info: own('info') },
    },
  };
}

/** What `is:overdue` finds. */
async function countOverdue(tx: Tx, tenantId: string, accountId: string | undefined, now: Date): Promise<number> {
  const [row] = await tx.$queryRawUnsafe<{ overdue: number }[]>(
    `select count(*)::int as overdue from findings
     where tenant_id = $1::uuid and status = 'open' and (${dueOrNever}) < $3::timestamptz and ($2::uuid is null or account_id = $2)`,
    tenantId,
    accountId ?? null,
    now.toISOString(),
  );
  return row?.overdue ?? 0;
}

const sum = (counts: readonly OpenCount[]): number => counts.reduce((total, { open }) => total + open, 0);

function bySeverity(open: readonly OpenCount[]): Overview['bySeverity'] {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const count of open) counts[severityOf(count.severity)] += count.open;
  return counts;
}

function byService(open: readonly OpenCount[]): Overview['byService'] {
  const of = (counts: readonly OpenCount[], severity: Severity): number =>
    sum(counts.filter((count) => count.severity === severityRank[severity]));
  return [...new Set(open.map(({ service }) => service))]
    .map((service) => {
      const counts = open.filter((count) => count.service === service);
      return { service, open: sum(counts), critical: of(counts, 'critical'), high: of(counts, 'high') };
    })
    .sort((a, b) => b.open - a.open || (a.service < b.service ? -1 : 1));
}
