/** A policy that was set in another way is judged again. */
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { policySet, type EventPayload } from '@cspmexa/contracts';
import { EventContext } from '@cspmexa/messaging';
import { messageOf } from '../judging/message.js';
import { Rejudging } from './rejudging.js';

@Controller()
export class PolicySetConsumer {
  constructor(private readonly rejudging: Rejudging) {}

  @EventPattern<string>(policySet.name)
  policySet(@Payload() set: EventPayload<typeof policySet>, @Ctx() context: EventContext): Promise<void> {
    return this.rejudging.judge(messageOf(context), set);
  }
}
