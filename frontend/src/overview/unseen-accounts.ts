import type { Account, Overview } from '@cspmexa/contracts';

export interface UnseenAccount {
  readonly account: Account;
  readonly why: 'failing' | 'never-scanned' | 'last-scan-failed' | 'holes';
  /** Verdicts that could not be reached. */
  readonly unknown: number;
}

/** Accounts about which the numbers say less than they seem to, the blindest first. Those that are switched off are left out. */
export function unseenAccounts(known: readonly Account[], byAccount: Overview['byAccount']): UnseenAccount[] {
  const unknownOf = new Map(byAccount.map(({ accountId, unknown }) => [accountId, unknown]));
  const order = ['failing', 'last-scan-failed', 'never-scanned', 'holes'];
  return known
    .filter(({ enabled }) => enabled)
    .flatMap((account): UnseenAccount[] => {
      const unknown = unknownOf.get(account.id) ?? 0;
      if (account.status === 'failing') return [{ account, why: 'failing', unknown }];
      if (account.lastScan?.state === 'failed') return [{ account, why: 'last-scan-failed', unknown }];
      if (!account.lastScan) return [{ account, why: 'never-scanned', unknown }];
      return unknown > 0 ? [{ account, why: 'holes', unknown }] : [];
    })
    .sort((a, b) => order.indexOf(a.why) - order.indexOf(b.why) || b.unknown - a.unknown);
}
