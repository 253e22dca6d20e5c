/** What a token for a machine may do now. Pure. */
import { mayDo, Role, tokenScopes, type ApiToken, type Permission } from '@cspmexa/contracts';

/** A token and its maker, as they are stored. */
export interface TokenFacts {
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly scopes: readonly string[];
  readonly member: { readonly role: string; readonly status: string };
}

/** Whether it opens anything, and why not. `now` in milliseconds. */
export function tokenState({ expiresAt, revokedAt, member }: TokenFacts, now: number): ApiToken['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt.getTime() <= now) return 'expired';
  return member.status === 'active' ? 'active' : 'maker-gone';
}

/** Scopes as they are stored, without those that this version of the code does not know. */
export const scopesOf = (stored: readonly string[]): ApiToken['scopes'] =>
  tokenScopes.filter((scope) => stored.includes(scope));

/** What it may do now: what it was made for, as far as its maker still may do it. */
export const effectiveScope = ({ scopes, member }: Pick<TokenFacts, 'scopes' | 'member'>): Permission[] =>
  within(scopesOf(scopes), Role.parse(member.role));

/** The scopes that a role has. */
export const within = <S extends Permission>(scopes: readonly S[], role: Role): S[] =>
  scopes.filter((scope) => mayDo({ role }, scope));
