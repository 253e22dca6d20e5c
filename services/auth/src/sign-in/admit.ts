/** Who may come in. Pure: from what the provider says and who is known to what happens. */
import type { Role } from '@cspmexa/contracts';

/** A person as the identity provider describes them. Identity is issuer and subject, never the e-mail address. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** In NFC and lower case; null when there is none that names one person alone. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** False when the installation lets other domains in alone. */
  readonly domainAllowed: boolean;
  readonly name: string | null;
  readonly picture: string | null;
  /** When they last proved to the provider who they are; without it, the provider does not say. */
  readonly provenAt?: Date;
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
  readonly bootstrapAdminEmail: string | undefined;
}

export type Admission =
  | { readonly admit: 'member' | 'invited' }
  | { readonly admit: 'founder'; readonly role: Role }
  | { readonly refuse: 'sign-in-failed' | 'not-invited' };

/** Decides on a sign-in that the provider has confirmed. */
export function admit(identity: Identity, known: Known, rules: Rules): Admission {
  if (!identity.email || !identity.emailVerified) return { refuse: 'sign-in-failed' };
  if (!identity.domainAllowed) return { refuse: 'not-invited' };
  if (known.member) return { admit: 'member' };
  if (known.invited) return { admit: 'invited' };
  const founder = rules.bootstrapAdminEmail === undefined || rules.bootstrapAdminEmail === identity.email;
  return known.empty && founder ? { admit: 'founder', role: 'admin' } : { refuse: 'not-invited' };
}
