/** One's own exports: asking for them, looking at them, taking them away. */
import { Inject, Injectable } from '@nestjs/common';
import type { Export, ExportInput } from '@cspmexa/contracts';
import { frameworks } from '@cspmexa/frameworks';
import { recordAudit } from '@cspmexa/messaging';
import {
  AppError,
  CLOCK,
  LOGGER,
  newId,
  type Clock,
  type Logger,
  type ObjectStore,
  type Session,
} from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { countUnfinished, mostUnfinished, ownExport, ownExports } from './export-sql.js';
import { exportOf, folderOf, isKept, mayStillSee, type ExportRow } from './export-row.js';
import { ExportWorkers } from './export-workers.js';
import { fileNameOf } from './file-types.js';

type Person = Pick<Session, 'tenantId' | 'email' | 'accountIds'>;

@Injectable()
export class Exports {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly workers: ExportWorkers,
    @Inject(SNAPSHOTS) private readonly objects: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws AppError not-found for a framework or an account that is not theirs; too-many. */
  async start({ tenantId, email, accountIds = [] }: Person, input: ExportInput): Promise<Export> {
    const at = this.clock.now();
    const id = newId(at);
    const row = await this.database.withTenant(tenantId, async (tx) => {
      if (input.of === 'compliance') await checkFramework(tx, tenantId, input);
      if ((await countUnfinished(tx, tenantId, email)) >= mostUnfinished) throw new AppError('too-many');
      const [added] = await tx.$queryRawUnsafe<ExportRow[]>(
        `insert into exports (tenant_id, id, owner, account_ids, input, state, file_name, created_at)
         values ($1::uuid, $2::uuid, $3, $4::uuid[], $5::jsonb, 'queued', $6, $7::timestamptz) returning *`,
        ...[tenantId, id, email, [...accountIds], JSON.stringify(input), fileNameOf(input, at), at.toISOString()],
      );
      if (!added) throw new Error('An insert returned nothing.');
      await recordAudit(tx, tenantId, {
        action: 'export.started',
        target: { kind: 'export', id },
        before: null,
        after: input,
      });
      return added;
    });
    this.workers.wake();
    return exportOf(row);
  }

  /** Newest first, at most 100. */
  async list({ tenantId, email, accountIds }: Person): Promise<Export[]> {
    const now = this.clock.now();
    const rows = await this.database.withTenant(tenantId, async (tx) => ownExports(tx, tenantId, email));
    return rows.filter((row) => isKept(row, now) && mayStillSee(row, accountIds)).map(exportOf);
  }

  /** @throws AppError not-found, also for somebody else's. */
  async get(person: Person, id: string): Promise<ExportRow> {
    return this.database.withTenant(person.tenantId, (tx) => read(tx, person, id, this.clock.now()));
  }

  /** Stops it where it is being made, and deletes its file. @throws AppError not-found. */
  async remove(person: Person, id: string): Promise<void> {
    const { tenantId } = person;
    const row = await this.database.withTenant(tenantId, async (tx) => {
      const found = await read(tx, person, id, this.clock.now());
      await tx.$executeRawUnsafe('delete from exports where tenant_id = $1::uuid and id = $2::uuid', tenantId, id);
      const { state, input } = exportOf(found);
      await recordAudit(tx, tenantId, {
        action: 'export.removed',
        target: { kind: 'export', id },
        before: { state, input },
        after: null,
      });
      return found;
    });
    if (row.object_key === null) return;
    await this.objects.delete(row.object_key).catch((error: unknown) => {
      this.logger.warn({ error, folder: folderOf(row) }, 'the file of a removed export stays until it is looked for');
    });
  }
}

async function read(tx: Tx, { tenantId, email, accountIds }: Person, id: string, now: Date): Promise<ExportRow> {
  const row = await ownExport(tx, tenantId, email, id);
  if (!row || !isKept(row, now) || !mayStillSee(row, accountIds)) throw new AppError('not-found');
  return row;
}

async function checkFramework(
  tx: Tx,
  tenantId: string,
  { frameworkId, accountId }: Extract<ExportInput, { of: 'compliance' }>,
): Promise<void> {
  if (!Object.hasOwn(frameworks, frameworkId)) throw new AppError('not-found');
  if (accountId === null) return;
  const [account] = await tx.$queryRawUnsafe<{ id: string }[]>(
    'select id from accounts where tenant_id = $1::uuid and id = $2::uuid and removed_at is null',
    tenantId,
    accountId,
  );
  if (!account) throw new AppError('not-found');
}
