/** What a look at an organization changes in what is known of it. */
import type { OrganizationAccount } from './organization.js';

/** What is known of an account of the organization. */
export interface KnownAccount {
  readonly awsAccountId: string;
  /** proposed | closed */
  readonly state: string;
  /** The connected account that told of it last. */
  readonly foundThrough: string;
}

/** A look through one connected account. */
export interface Look {
  readonly through: string;
  /** The AWS account that it is: it answered, so it is not closed. */
  readonly ownAwsAccountId: string | null;
  readonly accounts: readonly OrganizationAccount[];
  /** Nothing is missing in the list. */
  readonly isWhole: boolean;
}

/** An account that cannot be watched any longer, and why, in a sentence. */
export interface Closing {
  readonly awsAccountId: string;
  readonly why: string;
}

export interface Changes {
  /** What was listed, with its new state. */
  readonly listed: readonly (OrganizationAccount & { readonly is: 'proposed' | 'closed' })[];
  /** Accounts that this one told of and that are no longer in the organization. Never from a list with a hole. */
  readonly gone: readonly string[];
  /** Accounts that were open until now. */
  readonly closing: readonly Closing[];
}

const closedStates = new Set(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']);

/** Compares a look with what is known. */
export function changesOf(
  known: readonly KnownAccount[],
  { through, ownAwsAccountId, accounts, isWhole }: Look,
): Changes {
  const unique = [...new Map(accounts.map((account) => [account.awsAccountId, account])).values()];
  const listed = unique.map((account) => ({
    ...account,
    is:
      closedStates.has(account.state) && account.awsAccountId !== ownAwsAccountId
        ? ('closed' as const)
        : ('proposed' as const),
  }));
  const seen = new Set(listed.map(({ awsAccountId }) => awsAccountId));
  const wasClosed = new Set(known.filter(({ state }) => state === 'closed').map(({ awsAccountId }) => awsAccountId));
  // A list without the very account that asked is not to be believed.
  const isCredible = isWhole && (ownAwsAccountId === null || seen.has(ownAwsAccountId));
  const gone = isCredible
    ? known
        .filter(({ awsAccountId, foundThrough }) => foundThrough === through && !seen.has(awsAccountId))
        .map(({ awsAccountId }) => awsAccountId)
        .filter((awsAccountId) => !wasClosed.has(awsAccountId))
    : [];
  const shut = listed
    .filter(({ awsAccountId, is }) => is === 'closed' && !wasClosed.has(awsAccountId))
    .map(({ awsAccountId, state }) => ({
      awsAccountId,
      why: `AWS Organizations says that the AWS account ${awsAccountId} is ${state}.`,
    }));
  const left = gone.map((awsAccountId) => ({
    awsAccountId,
    why: `The AWS account ${awsAccountId} is no longer in the organization.`,
  }));
  return { listed, gone, closing: [...shut, ...left] };
}
