/** Receives the units of scans from the work queue. */
import { unitQueued } from '@cspmexa/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { UnitWorker } from './unit-worker.js';

@Controller()
export class UnitConsumer {
  constructor(private readonly worker: UnitWorker) {}

  /**
   * A message says that a unit waits, not which one is next: it may be another one that is more urgent, and that one's
   * message then leads to this one. No inbox here: a unit is taken under a lease by a change of its state.
   */
  @EventPattern<string>(unitQueued.name)
  async queued(): Promise<void> {
    await this.worker.work();
  }
}
