import { termText } from '@cspmexa/contracts';

interface Which {
  readonly policyId: string;
  readonly accountId?: string | undefined;
}

/** The address of the findings behind the failures of a policy: those that are open, and those that are excepted, for they fail, too. */
export function policyFindingsUrl({ policyId, accountId }: Which): string {
  const terms = { policy: policyId, ...(accountId ? { account: accountId } : {}) };
  const query = Object.entries(terms).map(([key, value]) => termText({ key, values: [value], negated: false }));
  return `/findings?${new URLSearchParams({ q: [...query, 'status:open,excepted'].join(' ') })}`;
}
