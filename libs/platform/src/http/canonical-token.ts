/** One text for each token, whoever signed it. Pure. */

/** Bits at the end of a part may mean nothing: with others in their place it would be another text for the same token. */
export const isCanonicalToken = (token: string): boolean =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
