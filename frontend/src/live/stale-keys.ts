import type { KeyName } from '../api/keys.js';

const byNoun: Readonly<Record<string, readonly KeyName[]>> = {
  account: ['accounts', 'overview', 'scans'],
  scan: ['scans', 'accounts'],
  unit: ['scans', 'resources'],
  finding: ['findings', 'overview', 'policies', 'compliance'],
  findings: ['findings', 'overview'],
  delivery: ['deliveries'],
};

/** Which lists an event makes stale. An event of a kind that this page does not know makes none. */
export function staleAfter(eventType: string): readonly KeyName[] {
  if (eventType === 'scan.judged')
    return ['scans', 'accounts', 'findings', 'overview', 'policies', 'compliance', 'resources'];
  return byNoun[eventType.split('.')[0] ?? ''] ?? [];
}
