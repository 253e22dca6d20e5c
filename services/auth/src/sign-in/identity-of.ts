/** Who somebody is, from what the provider has said in two places. Pure. */
import { z } from 'zod';
import { addressOf } from '../members/address.js';
import type { Identity } from './admit.js';

const Text = z.string().regex(/^[^\p{Cc}]+$/u);

/** The claims that we read, of an ID token or of the userinfo endpoint. */
const Claims = z.object({
  // OpenID Connect Core §2: ASCII, at most 255 characters. Kept as it is: an identity is its exact bytes.
  sub: z
    .string()
    .max(255)
    .regex(/^[\x20-\x7e]+$/),
  email: Text.max(320).optional(),
  // Some providers say it as a text.
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).optional(),
  hd: Text.optional(),
  name: z
    .string()
    .transform((name) =>
      name
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 200),
    )
    .optional()
    .catch(undefined),
  picture: z
    .url({ protocol: /^https$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
});
type Claims = z.output<typeof Claims>;

export interface Said {
  /** The issuer that the identity is kept under. */
  readonly issuer: string;
  /** The claims of an ID token that was verified. */
  readonly idToken: unknown;
  /** What the userinfo endpoint answered; undefined when there is none. */
  readonly userinfo: unknown;
  /** The domain, in lower case, that the rule about domains is for: of the ID token or of the verified address. */
  readonly domainFrom: 'hd' | 'email';
  /** In lower case; empty means any. */
  readonly allowedDomains: readonly string[];
  /** An address counts as verified though the provider never says so. */
  readonly trustEmail?: boolean;
}

/** What the provider said about the person does not fit together. */
export class ClaimsRefused extends Error {
  override readonly name = 'ClaimsRefused';
}

/** @throws ClaimsRefused, z.ZodError when a claim is none */
export function identityOf(said: Said): Identity {
  const idToken = Claims.parse(said.idToken);
  const userinfo = said.userinfo === undefined ? undefined : Claims.parse(said.userinfo);
  // Core §5.3.2: an answer about somebody else must not be used.
  if (userinfo && userinfo.sub !== idToken.sub) throw new ClaimsRefused('userinfo is about somebody else');
  const email = emailOf(idToken, userinfo);
  const domain = said.domainFrom === 'hd' ? idToken.hd?.toLowerCase() : email?.slice(email.lastIndexOf('@') + 1);
  return {
    issuer: said.issuer,
    subject: idToken.sub,
    email,
    emailVerified: isVerified(idToken, userinfo, said.trustEmail ?? false),
    domainAllowed: said.allowedDomains.length === 0 || (domain !== undefined && said.allowedDomains.includes(domain)),
    name: (idToken.name ?? userinfo?.name) || null,
    picture: idToken.picture ?? userinfo?.picture ?? null,
  };
}

/** The address that counts: the signed one, where there is one. */
const emailOf = (idToken: Claims, userinfo: Claims | undefined): string | null => {
  const email = (idToken.email ?? userinfo?.email)?.trim();
  return email ? addressOf(email) : null;
};

/** True when whoever names the address says that it is verified, or the other does about the same one, and nobody says that it is not. */
function isVerified(idToken: Claims, userinfo: Claims | undefined, trustEmail: boolean): boolean {
  const said = [idToken, userinfo].filter((claims) => claims !== undefined);
  if (said.some(({ email_verified: verified }) => verified === false)) return false;
  const email = idToken.email ?? userinfo?.email;
  const confirmed = said.some((claims) => claims.email === email && claims.email_verified === true);
  return confirmed || (trustEmail && said.every(({ email_verified: verified }) => verified === undefined));
}
