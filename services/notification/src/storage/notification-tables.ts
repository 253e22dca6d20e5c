/** What the notification service stores, for the page of numbers. */
import { storageSampleDays, type KeptTable } from '@cspmexa/platform';

export const notificationTables = (deliveryDays: number): KeptTable[] => [
  { name: 'alert_rule', keepsDays: null },
  { name: 'delivery', keepsDays: deliveryDays, oldestColumn: 'created_at' },
  { name: 'notice', keepsDays: deliveryDays },
  { name: 'judged_scan', keepsDays: 1, oldestColumn: 'judged_at' },
  { name: 'account_name', keepsDays: null },
  { name: 'outbox', keepsDays: null },
  { name: 'inbox', keepsDays: 30, oldestColumn: 'handled_at' },
  { name: 'storage_samples', keepsDays: storageSampleDays },
];
