/** The numbers of the overview, from the tables that hold them anyway. */
import { Inject, Injectable } from '@nestjs/common';
import { severityRank, type Overview, type Severity } from '@cspmexa/contracts';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
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
        meanHoursToFix: await meanHoursToFix(tx, tenantId, accountId, since),
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

/** Of the findings that were fixed since then: hours from when they became open. */
async function meanHoursToFix(
  tx: Tx,
  tenantId: string,
  accountId: string | undefined,
  since: Date,
): Promise<number | null> {
  const [row] = await tx.$queryRawUnsafe<{ hours: number | null }[]>(
    `select round((avg(extract(epoch from resolved_at - open_since)) / 3600)::numeric, 1)::float8 as hours from findings
     where tenant_id = $1::uuid and resolved_at >= $3::timestamptz and resolution = 'fixed' and ($2::uuid is null or account_id = $2)`,
    tenantId,
    accountId ?? null,
    since.toISOString(),
  );
  return row?.hours ?? null;
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
