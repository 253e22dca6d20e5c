/** What the auth service stores, for the page of numbers. */
import { storageSampleDays, type KeptTable } from '@cspmexa/platform';

export const authTables: readonly KeptTable[] = [
  { name: 'tenant', keepsDays: null },
  { name: 'member', keepsDays: null },
  { name: 'session', keepsDays: null },
  { name: 'refresh_token', keepsDays: null },
  { name: 'sign_in_attempt', keepsDays: null, oldestColumn: 'created_at' },
  { name: 'signing_key', keepsDays: null },
  { name: 'audit_entries', keepsDays: null },
  { name: 'storage_samples', keepsDays: storageSampleDays },
];
