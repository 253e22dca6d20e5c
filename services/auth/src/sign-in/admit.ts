/** Who may come in. Pure: from what the provider says and who is known to what happens. */
import type { Role } from '@cspmexa/contracts';

/** A person as the identity provider describes them. Identity is issuer and subject, never the e-mail address. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** The Google Workspace domain, where there is one. */
  readonly hostedDomain: string | null;
  readonly name: string | null;
  readonly picture: string | null;
}

/** What is known about them. */
export interface Known {
  /** A member with this issuer and subject. */
  readonly member: boolean;
  /** An invitation for this e-mail address that nobody has used. */
  readonly invited: boolean;
  /** Nobody has ever signed in. */
  readonly empty: boolean;
}

export interface Rules {
  readonly allowedDomains: readonly string[];
  readonly bootstrapAdminEmail: string | undefined;
}

export type Admission =
  | { readonly admit: 'member' | 'invited' }
  | { readonly admit: 'founder'; readonly role: Role }
  | { readonly refuse: 'sign-in-failed' | 'not-invited' };

/** Decides on a sign-in that the provider has confirmed. */
export function admit(identity: Identity, known: Known, rules: Rules): Admission {
  if (!identity.email || !identity.emailVerified) return { refuse: 'sign-in-failed' };
  const domain = identity.hostedDomain?.toLowerCase();
  if (rules.allowedDomains.length > 0 && (!domain || !rules.allowedDomains.includes(domain)))
    return { refuse: 'not-invited' };
  if (known.member) return { admit: 'member' };
  if (known.invited) return { admit: 'invited' };
  const founder = rules.bootstrapAdminEmail === undefined || rules.bootstrapAdminEmail === identity.email.toLowerCase();
  return known.empty && founder ? { admit: 'founder', role: 'admin' } : { refuse: 'not-invited' };
}
