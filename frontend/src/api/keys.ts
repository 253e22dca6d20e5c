/** The first element of every query key: what live events can make stale. */
export const keys = {
  me: ['me'],
  overview: ['overview'],
  findings: ['findings'],
  resources: ['resources'],
  policies: ['policies'],
  compliance: ['compliance'],
  accounts: ['accounts'],
  scans: ['scans'],
  alertRules: ['alert-rules'],
  deliveries: ['deliveries'],
  members: ['members'],
  invitations: ['invitations'],
  tenant: ['tenant'],
  tenants: ['tenants'],
  sessions: ['sessions'],
  tokens: ['tokens'],
  audit: ['audit'],
  providers: ['providers'],
  system: ['system'],
  exports: ['exports'],
} as const;

export type KeyName = keyof typeof keys;
