/** What a scan has left in every database, in a form that does not depend on the tenant or on when it was. */
import { createHash } from 'node:crypto';
import type { Installation, Tenant } from './installation.js';
import { until } from './until.js';

export interface TenantState {
  readonly findings: string;
  readonly inventory: string;
  readonly tallies: string;
  readonly coverage: string;
  readonly open: number;
  /** Entries in the histories of all findings. */
  readonly history: number;
  /** Findings that a recipient was told of. */
  readonly notices: number;
  readonly scanStates: readonly string[];
}

const queries = {
  findings: [
    'policy-engine',
    `select policy_id, resource_arn, discriminator, status, severity, encode(evidence_hash, 'hex') evidence
     from findings where tenant_id = $1 order by policy_id, resource_arn, discriminator`,
  ],
  tallies: [
    'policy-engine',
    `select service, region, policy_id, discriminator, severity, pass, fail, unknown
     from tallies where tenant_id = $1 order by service, region, policy_id, discriminator`,
  ],
  inventory: [
    'collector',
    `select kind, arn, region, listed_in, encode(content_hash, 'hex') content, deleted_at is null present
     from resources where tenant_id = $1 order by kind, arn`,
  ],
  coverage: [
    'collector',
    `select unit_service, unit_region, service, region, action, outcome
     from account_coverage where tenant_id = $1 order by unit_service, unit_region, service, region, action, outcome`,
  ],
} as const;

/** Reads it. Wait with `untilSettled` first. */
export async function stateOf(installation: Installation, { id }: Tenant): Promise<TenantState> {
  const hash = async (what: keyof typeof queries): Promise<string> => {
    const [service, text] = queries[what];
    const rows = await installation.sql(service, text, [id]);
    return `${rows.length} rows ${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)}`;
  };
  const count = async (service: 'policy-engine' | 'notification', text: string): Promise<number> =>
    Number((await installation.sql<{ n: string }>(service, text, [id]))[0]?.n);
  return {
    findings: await hash('findings'),
    inventory: await hash('inventory'),
    tallies: await hash('tallies'),
    coverage: await hash('coverage'),
    open: await count('policy-engine', `select count(*) n from findings where tenant_id = $1 and status = 'open'`),
    history: await count('policy-engine', 'select count(*) n from finding_history where tenant_id = $1'),
    notices: await count('notification', 'select count(*) n from notice where tenant_id = $1'),
    scanStates: (
      await installation.sql<{ state: string }>(
        'collector',
        'select state from scans where tenant_id = $1 order by id',
        [id],
      )
    ).map(({ state }) => state),
  };
}

/** Findings, or entries of a finding's history, that are there twice. */
export async function duplicatesOf(installation: Installation, { id }: Tenant): Promise<string[]> {
  const twice = await Promise.all([
    installation.sql<{ what: string }>(
      'policy-engine',
      `select 'finding ' || policy_id || ' ' || resource_arn as what from findings where tenant_id = $1
       group by policy_id, resource_arn, discriminator having count(*) > 1`,
      [id],
    ),
    installation.sql<{ what: string }>(
      'policy-engine',
      `select 'history ' || finding_id || ' ' || change as what from finding_history where tenant_id = $1
       group by finding_id, change, scan_id having count(*) > 1`,
      [id],
    ),
    installation.sql<{ what: string }>(
      'notification',
      `select 'notice ' || (facts->>'findingId') as what from notice where tenant_id = $1
       group by recipient, facts->>'findingId', scan_id having count(*) > 1`,
      [id],
    ),
  ]);
  return twice.flat().map(({ what }) => what);
}

/** What has still to happen, as a sentence; undefined when nothing has. */
async function unsettled(installation: Installation, { id }: Tenant): Promise<string | undefined> {
  const some = async (
    what: string,
    service: 'collector' | 'policy-engine' | 'notification',
    text: string,
  ): Promise<string | undefined> => {
    const [row] = await installation.sql<{ n: string }>(service, text, [id]);
    return Number(row?.n) > 0 ? `${row?.n} ${what}` : undefined;
  };
  const waiting = await Promise.all([
    some(
      'scans run',
      'collector',
      `select count(*) n from scans where tenant_id = $1 and state in ('queued', 'running')`,
    ),
    some('messages wait in the collector', 'collector', 'select count(*) n from outbox where tenant_id = $1'),
    some('messages wait in the engine', 'policy-engine', 'select count(*) n from outbox where tenant_id = $1'),
    some('messages wait in the notifier', 'notification', 'select count(*) n from outbox where tenant_id = $1'),
    some(
      'mails wait',
      'notification',
      `select count(*) n from delivery where tenant_id = $1 and state in ('queued', 'sending')`,
    ),
  ]);
  const first = waiting.find((what) => what !== undefined);
  if (first !== undefined) return first;
  const scans = await installation.sql<{ id: string }>(
    'collector',
    `select id from scans where tenant_id = $1 and state in ('complete', 'partial')`,
    [id],
  );
  const judged = await installation.sql<{ id: string }>(
    'policy-engine',
    'select id from judged_scans where tenant_id = $1 and published_at is not null',
    [id],
  );
  const missing = scans.filter((scan) => !judged.some((other) => other.id === scan.id));
  if (missing.length > 0) return `the verdicts of scan ${missing[0]?.id}`;
  const [opened] = await installation.sql<{ n: string }>(
    'policy-engine',
    `select count(*) n from finding_history where tenant_id = $1 and change in ('opened', 'reopened')`,
    [id],
  );
  const [told] = await installation.sql<{ n: string }>(
    'notification',
    'select count(*) n from notice where tenant_id = $1',
    [id],
  );
  return opened?.n === told?.n ? undefined : `${told?.n} of ${opened?.n} findings are told`;
}

/** Waits until nothing is on its way any more for a tenant. Returns the seconds. */
export const untilSettled = (installation: Installation, tenant: Tenant, milliseconds: number): Promise<number> =>
  until('everything has settled', milliseconds, () =>
    unsettled(installation, tenant).then(
      (what) => what ?? true,
      (error: unknown) => `the database does not answer: ${String(error)}`,
    ),
  );
