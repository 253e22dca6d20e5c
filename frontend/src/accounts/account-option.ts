import type { Account } from '@cspmexa/contracts';

/** An account in a list to choose from: its name, with AWS's number once that is known. */
export const accountOption = ({ id, name, awsAccountId }: Pick<Account, 'id' | 'name' | 'awsAccountId'>) => ({
  value: id,
  label: awsAccountId ? `${name} (${awsAccountId})` : name,
});
