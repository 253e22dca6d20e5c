/** Receives the units of scans from the work queue. */
import { unitQueued, type EventPayload } from '@cspmexa/contracts';
import { EventContext } from '@cspmexa/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { UnitWorker } from './unit-worker.js';

@Controller()
export class UnitConsumer {
  constructor(private readonly worker: UnitWorker) {}

  /** No inbox here: a unit is taken under a lease by a change of its state, so that a second delivery finds nothing to take. */
  @EventPattern<string>(unitQueued.name)
  async queued(
    @Payload() { unitId }: EventPayload<typeof unitQueued>,
    @Ctx() { envelope }: EventContext,
  ): Promise<void> {
    await this.worker.work(envelope.tenantId, unitId);
  }
}
