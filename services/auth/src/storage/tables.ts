/** What the auth service stores, for the page of numbers. */
import { storageSampleDays, type KeptTable } from '@cspmexa/platform';

/** `auditDays`: how long rows of the audit trail are kept. */
export const authTables = (auditDays: number): readonly KeptTable[] => [
  { name: 'tenant', keepsDays: null },
  { name: 'member', keepsDays: null },
  { name: 'invitation', keepsDays: null, oldestColumn: 'created_at' },
  { name: 'totp_factor', keepsDays: null },
  { name: 'recovery_code', keepsDays: null },
  { name: 'mfa_throttle', keepsDays: null },
  { name: 'known_browser', keepsDays: null, oldestColumn: 'seen_at' },
  { name: 'session', keepsDays: null },
  { name: 'refresh_token', keepsDays: null },
  { name: 'revocation', keepsDays: null, oldestColumn: 'created_at' },
  { name: 'api_token', keepsDays: null, oldestColumn: 'created_at' },
  { name: 'sign_in_attempt', keepsDays: null, oldestColumn: 'created_at' },
  { name: 'signing_key', keepsDays: null },
  { name: 'audit_entries', keepsDays: auditDays, oldestColumn: 'at' },
  { name: 'audit_heads', keepsDays: null },
  { name: 'outbox', keepsDays: null },
  { name: 'inbox', keepsDays: null, oldestColumn: 'handled_at' },
  { name: 'storage_samples', keepsDays: storageSampleDays },
];
