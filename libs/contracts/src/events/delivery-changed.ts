import { z } from 'zod';
import { defineEvent } from '../event.js';
import { DeliveryState } from '../nouns/alert.js';

export const deliveryChanged = defineEvent({
  name: 'delivery.changed',
  version: 1,
  publishedBy: 'notification',
  when: 'A mail was sent, or given up.',
  payload: z.object({ deliveryId: z.uuid(), state: DeliveryState, recipient: z.string() }),
  example: { deliveryId: '99999999-2222-4333-8444-555566667777', state: 'sent', recipient: 'owner@example.com' },
});
