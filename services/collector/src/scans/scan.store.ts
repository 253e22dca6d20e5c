/** Scans in the database, as callers ask for them. */
import type { Scan, ScanDetail, ScanInput, ScanTrigger } from '@cspmexa/contracts';
import type { z } from 'zod';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, type Clock, type Cursors } from '@cspmexa/platform';
import { findAccount } from '../accounts/account.store.js';
import { coverageOfScan } from '../coverage/coverage.store.js';
import { idOfCursor, pageFrom } from '../cursor.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { cancelScan } from './end-scan.js';
import { resumeScan } from './resume-scan.js';
import { costsOfScan } from './scan-costs.js';
import { scanOf, unitOf, type ScanRow } from './scan-row.js';
import type { ScannedService } from './scope.js';
import { startScan } from './start-scan.js';

const list = 'scans';

interface ScanQuery {
  readonly accountId?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export class ScanStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly cursors: Cursors,
    private readonly services: readonly ScannedService[],
  ) {}

  page(
    tenantId: string,
    { accountId, state, cursor, limit }: ScanQuery,
  ): Promise<{ items: Scan[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list };
    const after = idOfCursor(paged, cursor);
    return this.database.withTenant(tenantId, async (tx) => {
      const found = await tx.scan.findMany({
        where: {
          tenantId,
          ...(accountId === undefined ? {} : { accountId }),
          ...(state === undefined || state.length === 0 ? {} : { state: { in: [...state] } }),
          ...(after === null ? {} : { id: { lt: after } }),
        },
        orderBy: { id: 'desc' },
        take: limit + 1,
      });
      const { rows, next } = pageFrom(paged, found, limit);
      const names = await accountNames(tx, tenantId, rows);
      return { items: rows.map((row) => scanOf(row, names.get(row.accountId) ?? '')), next };
    });
  }

  /** @throws AppError not-found */
  detail(tenantId: string, id: string): Promise<ScanDetail> {
    return this.database.withTenant(tenantId, async (tx) => {
      const row = await tx.scan.findUnique({ where: { tenantId_id: { tenantId, id } } });
      if (!row) throw new AppError('not-found');
      const units = await tx.unit.findMany({
        where: { tenantId, scanId: id },
        orderBy: [{ service: 'asc' }, { region: 'asc' }],
      });
      return {
        ...(await named(tx, row)),
        unitList: units.map(unitOf),
        coverage: await coverageOfScan(tx, tenantId, id),
        costs: await costsOfScan(tx, tenantId, id),
      };
    });
  }

  /** @throws AppError not-found, scan-running, invalid-input, conflict */
  start(
    tenantId: string,
    { accountId, scope }: z.output<typeof ScanInput>,
    trigger: z.infer<typeof ScanTrigger>,
  ): Promise<Scan> {
    return this.database.withTenant(tenantId, async (tx) => {
      const account = await findAccount(tx, tenantId, accountId, { lock: true });
      refuseSwitchedOff(account);
      const scan = scanOf(
        await startScan(tx, { account, scope, trigger, services: this.services, now: this.clock.now() }),
        account.name,
      );
      const after = { accountId, accountName: account.name, scope, trigger };
      await recordAudit(tx, tenantId, { action: 'scan.started', target: targetFor(scan.id), after });
      return scan;
    });
  }

  /** @throws AppError not-found, not-cancellable */
  cancel(tenantId: string, id: string): Promise<Scan> {
    return this.database.withTenant(tenantId, async (tx) => {
      const cancelled = await cancelScan(tx, tenantId, id, this.clock.now());
      if (!cancelled) throw new AppError('not-found');
      if (!cancelled.isCancelled) throw new AppError('not-cancellable');
      const scan = await named(tx, cancelled.scan);
      await recordAudit(tx, tenantId, { action: 'scan.cancelled', target: targetFor(id), after: accountNamedIn(scan) });
      return scan;
    });
  }

  /** @throws AppError not-found, not-resumable, scan-running, conflict */
  resume(tenantId: string, id: string): Promise<Scan> {
    return this.database.withTenant(tenantId, async (tx) => {
      const scan = await tx.scan.findUnique({ where: { tenantId_id: { tenantId, id } } });
      if (!scan) throw new AppError('not-found');
      const account = await findAccount(tx, tenantId, scan.accountId, { lock: true });
      refuseSwitchedOff(account);
      const resumed = scanOf(await resumeScan(tx, scan, this.services), account.name);
      await recordAudit(tx, tenantId, {
        action: 'scan.resumed',
        target: targetFor(id),
        after: accountNamedIn(resumed),
      });
      return resumed;
    });
  }
}

const targetFor = (id: string) => ({ kind: 'scan', id });
const accountNamedIn = ({ accountId, accountName }: Scan) => ({ accountId, accountName });

/** Starts an account's first scan, unless it was scanned before. True when it was started. For the standalone process. */
export function startFirstScan(database: CollectorDatabase, tenantId: string, accountId: string): Promise<boolean> {
  return database.withTenant(tenantId, async (tx) => {
    const account = await findAccount(tx, tenantId, accountId, { lock: true });
    if (account.generation > 0) return false;
    await startScan(tx, {
      account,
      scope: {},
      trigger: 'first',
      services: [],
      now: new Date(),
    });
    return true;
  });
}

function refuseSwitchedOff({ enabled }: { readonly enabled: boolean }): void {
  if (!enabled) throw new AppError('conflict', { detail: 'The account is switched off.' });
}

async function named(tx: Tx, row: ScanRow): Promise<Scan> {
  return scanOf(row, (await accountNames(tx, row.tenantId, [row])).get(row.accountId) ?? '');
}

/** Of removed accounts too: their scans stay readable. */
async function accountNames(tx: Tx, tenantId: string, scans: readonly ScanRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(scans.map(({ accountId }) => accountId))];
  const accounts = await tx.account.findMany({
    where: { tenantId, id: { in: ids } },
    select: { id: true, name: true },
  });
  return new Map(accounts.map(({ id, name }) => [id, name]));
}
