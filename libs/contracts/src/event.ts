/** A message contract is one file: name, version, payload of ids and small facts, one example, and who publishes it when. */
import { z } from 'zod';
import type { Service } from './route.js';

export interface EventContract<Name extends string = string, Payload extends z.ZodType = z.ZodType> {
  /** `noun.past-verb`, also the routing key. */
  readonly name: Name;
  /** A new field is optional; an incompatible change is a new version beside the old. */
  readonly version: number;
  /** One service, or those that do. */
  readonly publishedBy: Service | readonly Service[];
  readonly when: string;
  readonly payload: Payload;
  readonly example: z.input<Payload>;
}

/** Declares an event; an identity function that keeps the literal types. */
export const defineEvent = <const Name extends string, Payload extends z.ZodType>(
  event: EventContract<Name, Payload>,
): EventContract<Name, Payload> => event;

export type EventPayload<E extends EventContract> = z.output<E['payload']>;

/** What travels on the bus around every payload, validated on both sides. */
export const Envelope = z.object({
  id: z.uuid(),
  type: z.string().max(100),
  version: z.int().positive(),
  tenantId: z.uuid(),
  occurredAt: z.iso.datetime(),
  traceparent: z.string().max(64),
  generation: z
    .int()
    .nonnegative()
    .optional()
    .describe('Of the thing the event is about; a late one of an older generation changes nothing.'),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;
