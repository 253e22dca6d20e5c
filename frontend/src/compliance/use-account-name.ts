import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../accounts/accounts-queries.js';

/** The name of an account by our id; its id as long as the names are on their way, or when it is gone. */
export function useAccountName(): (accountId: string) => string {
  const names = new Map(useQuery(accountsQuery).data?.items.map(({ id, name }) => [id, name]));
  return (accountId) => names.get(accountId) ?? accountId;
}
