/** Alert rules and the delivery log. */
import { z } from 'zod';
import {
  AlertRule,
  AlertRuleInput,
  Delivery,
  DeliveryDetail,
  DeliveryKind,
  DeliveryState,
  listOf,
  pageOf,
  PageQuery,
} from '../nouns/index.js';
import { defineRoute } from '../route.js';

const ruleId = z.strictObject({ ruleId: z.uuid() });

export const listAlertRules = defineRoute({
  id: 'listAlertRules',
  service: 'notification',
  method: 'GET',
  path: '/v1/alert-rules',
  permission: 'alerts:read',
  summary: 'Who is mailed about what.',
  request: { query: PageQuery },
  response: pageOf(AlertRule),
});

export const addAlertRule = defineRoute({
  id: 'addAlertRule',
  service: 'notification',
  method: 'POST',
  path: '/v1/alert-rules',
  permission: 'alerts:write',
  summary: 'Adds an alert rule.',
  request: { body: AlertRuleInput },
  response: AlertRule,
  status: 201,
});

export const changeAlertRule = defineRoute({
  id: 'changeAlertRule',
  service: 'notification',
  method: 'PUT',
  path: '/v1/alert-rules/:ruleId',
  permission: 'alerts:write',
  summary: 'Replaces an alert rule.',
  request: { params: ruleId, body: AlertRuleInput },
  response: AlertRule,
  errors: ['not-found'],
});

export const removeAlertRule = defineRoute({
  id: 'removeAlertRule',
  service: 'notification',
  method: 'DELETE',
  path: '/v1/alert-rules/:ruleId',
  permission: 'alerts:write',
  summary: 'Removes an alert rule.',
  request: { params: ruleId },
  response: 'none',
  errors: ['not-found'],
});

export const testAlertRule = defineRoute({
  id: 'testAlertRule',
  service: 'notification',
  method: 'POST',
  path: '/v1/alert-tests',
  permission: 'alerts:write',
  cost: 'expensive',
  summary: 'Sends oneself the mail that a rule would send, with made-up findings, through the real way out.',
  request: { body: AlertRuleInput },
  response: Delivery,
  status: 202,
});

export const listDeliveries = defineRoute({
  id: 'listDeliveries',
  service: 'notification',
  method: 'GET',
  path: '/v1/deliveries',
  permission: 'deliveries:read',
  summary: 'Mails that were sent or are on their way, newest first.',
  request: {
    query: PageQuery.extend({ state: listOf(DeliveryState).optional(), kind: listOf(DeliveryKind).optional() }),
  },
  response: pageOf(Delivery),
  errors: ['invalid-cursor'],
});

export const getDelivery = defineRoute({
  id: 'getDelivery',
  service: 'notification',
  method: 'GET',
  path: '/v1/deliveries/:deliveryId',
  permission: 'deliveries:read',
  summary: 'One mail as it was rendered.',
  request: { params: z.strictObject({ deliveryId: z.uuid() }) },
  response: DeliveryDetail,
  errors: ['not-found'],
});
