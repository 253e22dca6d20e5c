/** The tables that grow, and how long what they hold is kept. */
import type { KeptTable } from '@cspmexa/platform';
import type { PolicyEngineConfig } from '../config.js';
import { keptMs } from '../exports/export-sql.js';
import { judgedDays } from '../retention/retention.js';
import { bulkKeptMs } from '../triage/bulk-table.js';

/** For the report on what is stored. Rows that are kept as long as what they belong to have no days. */
export const keptTables = ({ POLICY_ENGINE_HISTORY_DAYS: keepsDays }: PolicyEngineConfig): KeptTable[] => [
  { name: 'findings', keepsDays: null, oldestColumn: 'opened_at' },
  { name: 'finding_history', keepsDays, oldestColumn: 'at' },
  { name: 'finding_comments', keepsDays: null, oldestColumn: 'at' },
  { name: 'bulk_changes', keepsDays: bulkKeptMs / 86_400_000, oldestColumn: 'at' },
  { name: 'bulk_change_rows', keepsDays: bulkKeptMs / 86_400_000 },
  { name: 'exports', keepsDays: keptMs / 86_400_000, oldestColumn: 'created_at' },
  { name: 'tallies', keepsDays: null },
  { name: 'accounts', keepsDays: null },
  { name: 'judged_places', keepsDays: null, oldestColumn: 'judged_at' },
  { name: 'judged_resources', keepsDays: judgedDays, oldestColumn: 'judged_at' },
  { name: 'judged_scans', keepsDays: judgedDays, oldestColumn: 'judged_at' },
  { name: 'judged_parts', keepsDays: judgedDays, oldestColumn: 'judged_at' },
  { name: 'outbox', keepsDays: null, oldestColumn: 'due_at' },
  // Messaging forgets what was handled after as many days.
  { name: 'inbox', keepsDays: 30, oldestColumn: 'handled_at' },
];
