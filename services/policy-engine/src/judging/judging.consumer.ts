/** What the engine judges by: units and scans that were collected. */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { scanCollected, unitCollected, unitFailed, type EventPayload } from '@cspmexa/contracts';
import { EventContext } from '@cspmexa/messaging';
import { faultPoint } from '@cspmexa/platform';
import { FailedUnit } from './failed-unit.js';
import { messageOf } from './message.js';
import { ScanJudging } from './scan-judging.js';
import { UnitJudging } from './unit-judging.js';

@Controller()
export class JudgingConsumer {
  constructor(
    private readonly units: UnitJudging,
    private readonly scans: ScanJudging,
  ) {}

  @EventPattern<string>(unitCollected.name)
  async unitCollected(
    @Payload() unit: EventPayload<typeof unitCollected>,
    @Ctx() context: EventContext,
  ): Promise<void> {
    await this.units.judge(messageOf(context), unit);
    await faultPoint('judging.settled');
  }

  @EventPattern<string>(scanCollected.name)
  async scanCollected(
    @Payload() scan: EventPayload<typeof scanCollected>,
    @Ctx() context: EventContext,
  ): Promise<void> {
    await this.scans.judge(messageOf(context), scan);
    await faultPoint('judging.settled');
  }
}

/** Apart, because a process may run without unit.failed in its subscriptions: then a lost place is noticed when its scan ends. */
@Controller()
export class FailedUnitConsumer {
  constructor(private readonly failedUnits: FailedUnit) {}

  @EventPattern<string>(unitFailed.name)
  unitFailed(@Payload() unit: EventPayload<typeof unitFailed>, @Ctx() context: EventContext): Promise<void> {
    return this.failedUnits.note(messageOf(context), unit);
  }
}
