/** Takes the daily sample of what a service stores, for as long as the service lives. */
import { Turns } from '../background/turns.js';
import type { Logger } from '../logging/logger.js';
import type { Clock } from '../time/clock.js';
import {
  sampleStorage,
  storageReport,
  type KeptTable,
  type MeasuredDatabase,
  type StoredObjects,
} from './storage-report.js';
import type { StorageReport } from '@cspmexa/contracts';

export interface StorageSamplerOptions {
  /** For the report, for example "collector". */
  readonly service: string;
  readonly database: MeasuredDatabase;
  readonly tables: readonly KeptTable[];
  readonly objects?: () => Promise<StoredObjects>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const hour = 3_600_000;

/** A Nest provider. It looks every hour whether today has its sample; a failure is logged, and the next hour tries again. */
export class StorageSampler extends Turns {
  constructor(private readonly options: StorageSamplerOptions) {
    super({
      work: () => this.sample().then(() => false),
      pauseMs: hour,
      failed: (error) => options.logger.warn({ error }, 'what is stored could not be sampled'),
    });
  }

  /** What is stored now. */
  report(): Promise<StorageReport> {
    const { database, service, clock, ...what } = this.options;
    return storageReport(database, service, { ...what, now: clock.now() });
  }

  private async sample(): Promise<void> {
    const { database, clock, ...what } = this.options;
    await sampleStorage(database, { ...what, now: clock.now() });
  }
}
