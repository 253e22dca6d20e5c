/** Messages that were given up, for the people of their tenant. What is too broken to belong to one is left to the command line. */
import { listDeadLetters, redriveDeadLetters, type RouteInput, type RouteResponse } from '@cspmexa/contracts';
import { CarrierUnavailable, RedriveInterrupted, type Carrier } from '@cspmexa/messaging';
import { AppError, Handle, Input, Session } from '@cspmexa/platform';
import { Controller, Inject } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { redriveAudited } from './redrive.js';

/** Injection token of the Carrier; null when this process has no way to the messages of the others. */
export const CARRIER = Symbol('Carrier');

@Controller()
export class DeadLettersController {
  constructor(
    @Inject(CARRIER) private readonly carrier: Carrier | null,
    private readonly trail: AuditTrail,
  ) {}

  @Handle(listDeadLetters)
  async list(
    @Input() { query }: RouteInput<typeof listDeadLetters>,
    @Session() { tenantId }: Session,
  ): Promise<RouteResponse<typeof listDeadLetters>> {
    const { deadLetters } = this.carrierOf(query.consumer);
    const letters = await deadLetters.list({ ...query, tenantId }).catch(asUnavailable);
    return {
      items: letters.map(({ id, consumer, type, reason, attempts, at }) => ({
        id,
        consumer,
        type,
        reason,
        attempts,
        at: at.toISOString(),
      })),
    };
  }

  @Handle(redriveDeadLetters)
  async redrive(
    @Input() { body }: RouteInput<typeof redriveDeadLetters>,
    @Session() { tenantId }: Session,
  ): Promise<RouteResponse<typeof redriveDeadLetters>> {
    const { deadLetters } = this.carrierOf(body.consumer);
    const moved = await redriveAudited(deadLetters, this.trail, { ...body, tenantId }).catch(asUnavailable);
    return { moved: moved.length };
  }

  /** @throws not-found for a consumer that there is not, unavailable */
  private carrierOf(consumer: string | undefined): Carrier {
    if (!this.carrier) {
      throw new AppError('unavailable', { detail: 'This service does not see the messages: set its AMQP_URL.' });
    }
    if (consumer !== undefined && !Object.hasOwn(this.carrier.subscriptions, consumer)) throw new AppError('not-found');
    return this.carrier;
  }
}

function asUnavailable(error: unknown): never {
  if (error instanceof RedriveInterrupted) {
    throw new AppError('unavailable', { detail: `${error.moved.length} messages were moved before.`, cause: error });
  }
  throw error instanceof CarrierUnavailable ? new AppError('unavailable', { cause: error }) : error;
}
