/** Compares two scans of an account. */
import { Inject, Injectable } from '@nestjs/common';
import { FindingStatus, type compareScans, type RouteInput, type ScanComparison } from '@cspmexa/contracts';
import { AppError, Cursors, cutPage, type SqlTransaction } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { canonicalJson } from '../findings/canonical.js';
import { findingOf, type FindingRow } from '../findings/finding-row.js';
import { severityOf } from '../findings/severity.js';
import { ComparisonPosition, comparisonSql, countsSql, netChanges, type NetRow, type Span } from './comparison.js';

type Query = RouteInput<typeof compareScans>['query'];

interface JudgedScan {
  id: string;
  account_id: string;
  published_at: Date;
}

@Injectable()
export class ScanComparisons {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** @throws AppError not-found for a scan that was not judged; conflict unless both are of one account, in their order; invalid-cursor. */
  async compare(tenantId: string, query: Query): Promise<ScanComparison> {
    const { limit, cursor, change } = query;
    return this.database.withTenant(tenantId, async (tx) => {
      const to = await judged(tx, tenantId, query.to);
      const from =
        query.from === undefined ? await judgedBefore(tx, tenantId, to) : await judged(tx, tenantId, query.from);
      if (from && from.account_id !== to.account_id)
        throw new AppError('conflict', { detail: 'The scans are of different accounts.' });
      if (from && from.published_at > to.published_at)
        throw new AppError('conflict', { detail: 'The scan to compare with was judged later.' });
      const span: Span = {
        ...{ accountId: to.account_id, to: to.published_at.getTime() },
        from: from?.published_at.getTime() ?? null,
      };
      // A scan that is resumed is judged again: what was a page of the comparison before is none any more.
      const identity = canonicalJson({ list: 'scan-comparison', ...span, change: change ?? null });
      const after =
        cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, identity, ComparisonPosition);
      const counts = countsSql(tenantId, span);
      const page = comparisonSql(tenantId, span, { change, after, limit });
      const counted = await tx.$queryRawUnsafe<{ net_change: number; count: number }[]>(counts.text, ...counts.values);
      const rows = await tx.$queryRawUnsafe<(FindingRow & NetRow)[]>(page.text, ...page.values);
      const { rows: items, last } = cutPage(rows, limit);
      const countOf = (name: (typeof netChanges)[number]): number =>
        counted.find(({ net_change }) => netChanges[net_change] === name)?.count ?? 0;
      return {
        from: from ? scanOf(from) : null,
        to: scanOf(to),
        counts: { opened: countOf('opened'), resolved: countOf('resolved'), changed: countOf('changed') },
        items: items.map(itemOf),
        next: last
          ? this.cursors.write({ change: last.net_change, severity: last.severity, id: last.id }, tenantId, identity)
          : null,
      };
    });
  }
}

const columns = 'id, account_id, published_at';

async function judged(tx: SqlTransaction, tenantId: string, id: string): Promise<JudgedScan> {
  const [scan] = await tx.$queryRawUnsafe<JudgedScan[]>(
    `select ${columns} from judged_scans where tenant_id = $1::uuid and id = $2::uuid and published_at is not null`,
    tenantId,
    id,
  );
  if (!scan) throw new AppError('not-found');
  return scan;
}

/** The scan of the same account that was judged last before it. */
async function judgedBefore(tx: SqlTransaction, tenantId: string, to: JudgedScan): Promise<JudgedScan | undefined> {
  const [scan] = await tx.$queryRawUnsafe<JudgedScan[]>(
    `select ${columns} from judged_scans where tenant_id = $1::uuid and account_id = $2::uuid
       and (published_at, id) < ($3::timestamptz, $4::uuid) order by published_at desc, id desc limit 1`,
    ...[tenantId, to.account_id, to.published_at.toISOString(), to.id],
  );
  return scan;
}

const scanOf = ({ id, published_at }: JudgedScan) => ({ id, judgedAt: published_at.toISOString() });

function itemOf(row: FindingRow & NetRow): ScanComparison['items'][number] {
  const { before_status, before_severity, after_status, after_severity } = row;
  const before =
    before_status === null || before_severity === null
      ? null
      : { status: FindingStatus.parse(before_status), severity: severityOf(before_severity) };
  return {
    change: netChanges[row.net_change] ?? 'changed',
    finding: findingOf(row),
    before,
    after: { status: FindingStatus.parse(after_status), severity: severityOf(after_severity) },
    at: row.net_at.toISOString(),
  };
}
