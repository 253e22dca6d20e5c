/**
 * Makes exports in the background, two at a time. A worker holds an export under a lease: when it dies, another one starts over once
 * the lease has ended, and after a few attempts the export fails.
 */
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  CLOCK,
  faultPoint,
  LOGGER,
  newId,
  newTrace,
  runWithTrace,
  Turns,
  type Clock,
  type Logger,
  type ObjectStore,
} from '@cspmexa/platform';
import { ExportInput } from '@cspmexa/contracts';
import { PolicyEngineDatabase } from '../database.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { ExportMaker, type Progress } from './export-maker.js';
import { folderOf, type ExportRow } from './export-row.js';
import { claimExport, giveUpLost, HeldExport, mostAttempts } from './export-sql.js';
import { failureSentence, lostSentence } from './failure.js';

/** Exports that one replica makes at the same time: a long one does not keep a short one waiting. */
const lanes = 2;

/** How often a worker says how far it is, and looks whether the export is still wanted, in milliseconds. */
const beatMs = 1_000;

/** How long after a failure it is tried again, in milliseconds, for each attempt so far. */
const retryMs = 2_000;

@Injectable()
export class ExportWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly turns: readonly Turns[];

  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly maker: ExportMaker,
    @Inject(SNAPSHOTS) private readonly objects: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const failed = (error: unknown): void => logger.warn({ error }, 'exports could not be looked for');
    const work = (stop: AbortSignal): Promise<boolean> => this.turn(stop);
    this.turns = Array.from({ length: lanes }, () => new Turns({ work, pauseMs: 1_000, failed }));
  }

  onApplicationBootstrap(): void {
    this.turns.forEach((turns) => turns.onApplicationBootstrap());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.turns.map((turns) => turns.beforeApplicationShutdown()));
  }

  /** There is something to make. */
  wake(): void {
    this.turns.forEach((turns) => turns.wake());
  }

  /** Makes the next export, if there is one. */
  private async turn(stop: AbortSignal): Promise<boolean> {
    const worker = newId();
    const now = this.clock.now();
    const row = await this.database.acrossTenants(async (tx) => {
      await giveUpLost(tx, now, lostSentence);
      return claimExport(tx, worker, now);
    });
    if (!row) return false;
    await runWithTrace(newTrace(), () => this.make(row, new HeldExport(row, worker), stop));
    return true;
  }

  private async make(row: ExportRow, held: HeldExport, stop: AbortSignal): Promise<void> {
    const objectKey = `${folderOf(row)}${row.attempts}`;
    const progress: Progress = { rows: 0, total: null };
    const lost = new AbortController();
    const beating = setInterval(() => {
      this.beat(row, held, progress)
        .then((isHeld) => isHeld || lost.abort())
        // The lease outlasts many beats; when it does not, somebody else takes the export and our end changes nothing.
        .catch((error: unknown) =>
          this.logger.warn({ error, exportId: row.id }, 'an export could not say how far it is'),
        );
    }, beatMs);
    try {
      const signal = AbortSignal.any([stop, lost.signal]);
      const bytes = await this.maker.make(row, objectKey, progress, signal);
      await faultPoint('export.written');
      const { rows } = progress;
      const isDone = await this.database.withTenant(row.tenant_id, (tx) =>
        held.done(tx, this.clock.now(), { rows, total: rows, bytes, objectKey }),
      );
      if (!isDone) await this.objects.delete(objectKey);
    } catch (error) {
      if (lost.signal.aborted) return void (await this.objects.delete(objectKey));
      await this.failed(row, held, error, stop.aborted);
    } finally {
      clearInterval(beating);
    }
  }

  private beat({ tenant_id: tenantId }: ExportRow, held: HeldExport, { rows, total }: Progress): Promise<boolean> {
    return this.database.withTenant(tenantId, (tx) => held.beat(tx, this.clock.now(), rows, total));
  }

  private async failed(row: ExportRow, held: HeldExport, error: unknown, isStopping: boolean): Promise<void> {
    const now = this.clock.now();
    await this.database.withTenant(row.tenant_id, (tx) => {
      if (isStopping) return held.release(tx, now, false);
      this.logger.warn({ error, exportId: row.id, attempt: row.attempts }, 'an export failed');
      if (row.attempts < mostAttempts) return held.release(tx, new Date(now.getTime() + retryMs * row.attempts), true);
      return held.failed(tx, now, failureSentence(error, ExportInput.parse(row.input).language));
    });
  }
}
