/** The variables of the identity providers: Google, and one OpenID Connect issuer beside it or in its place. */
import { z } from 'zod';
import { isLoopback } from '../loopback.js';

/** Codes, secrets and tokens travel there. */
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => text.startsWith('https:') || isLoopback(text), 'Use https; plain http is for loopback only.');

const domains = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((domain) => domain.trim().toLowerCase())
      .filter(Boolean),
  );

/** Milliseconds; a page tells what went wrong within five seconds. */
const timeout = z.coerce.number().int().min(100).max(4_000).default(4_000);

const wellKnown = '/.well-known/openid-configuration';

export const providerVariables = {
  GOOGLE_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe('Of the OAuth client in the Google Cloud console. Without it nobody signs in with Google.'),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional().meta({ description: 'Of the OAuth client.', secret: true }),
  GOOGLE_AUTHORIZATION_URL: url
    .default('https://accounts.google.com/o/oauth2/v2/auth')
    .describe('Where Google asks the person.'),
  GOOGLE_TOKEN_URL: url.default('https://oauth2.googleapis.com/token').describe('Where Google trades the code.'),
  GOOGLE_USERINFO_URL: url
    .default('https://openidconnect.googleapis.com/v1/userinfo')
    .describe('Where Google says who it is.'),
  GOOGLE_JWKS_URL: url
    .default('https://www.googleapis.com/oauth2/v3/certs')
    .describe('Where Google publishes the keys of its ID tokens.'),
  GOOGLE_ISSUER: z.string().min(1).default('https://accounts.google.com').describe('Who Google says that it is.'),
  GOOGLE_TIMEOUT_MS: timeout.describe('How long Google may take for all the answers of a sign-in, in milliseconds.'),
  ALLOWED_DOMAINS: domains.describe(
    'Google Workspace domains (the hd of the ID token) that may sign in with Google, separated by commas; empty means any.',
  ),
  OIDC_DISCOVERY_URL: url
    .transform((text) => (text.endsWith(wellKnown) ? text : `${text.replace(/\/$/, '')}${wellKnown}`))
    .optional()
    .describe('An OpenID Connect issuer, such as Entra, Cognito or Keycloak, or its discovery document.'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('The client that the issuer knows this installation as.'),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Of that client; a public one has none.', secret: true }),
  OIDC_NAME: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .default('OpenID Connect')
    .describe('How the sign-in page names the issuer.'),
  OIDC_SCOPES: z
    .string()
    .default('openid email profile')
    .refine((text) => text.split(' ').includes('openid'), 'It must contain openid.')
    .describe('What the issuer is asked for, separated by spaces.'),
  OIDC_ALLOWED_DOMAINS: domains.describe(
    'Domains of e-mail addresses that may sign in with the issuer, separated by commas; empty means any.',
  ),
  OIDC_TRUST_EMAIL: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      'true for an issuer that sends no email_verified and lets nobody choose their own address, such as an Entra tenant.',
    ),
  OIDC_TIMEOUT_MS: timeout.describe('How long the issuer may take for all the answers of a sign-in, in milliseconds.'),
};

type ProviderConfig = z.output<z.ZodObject<typeof providerVariables>> & {
  readonly PUBLIC_URL: string;
  readonly BOOTSTRAP_ADMIN_EMAIL?: string | undefined;
};

/** What does not fit together in the configuration of the providers. */
export function checkProviders(config: ProviderConfig, context: z.RefinementCtx): void {
  const add = (name: string, message: string): void => context.addIssue({ code: 'custom', path: [name], message });
  const { GOOGLE_CLIENT_ID: google, OIDC_DISCOVERY_URL: oidc, PUBLIC_URL: site } = config;
  if (!google && !oidc) add('GOOGLE_CLIENT_ID', 'Set it (or OIDC_DISCOVERY_URL): otherwise nobody can sign in.');
  if (google && !config.GOOGLE_CLIENT_SECRET) add('GOOGLE_CLIENT_SECRET', 'It belongs to GOOGLE_CLIENT_ID.');
  if (oidc && !config.OIDC_CLIENT_ID) add('OIDC_CLIENT_ID', 'It belongs to OIDC_DISCOVERY_URL.');
  if (!oidc && config.OIDC_CLIENT_ID) add('OIDC_DISCOVERY_URL', 'It belongs to OIDC_CLIENT_ID.');
  if (isLoopback(site) || config.BOOTSTRAP_ADMIN_EMAIL !== undefined) return;
  const open = (name: string) =>
    add('BOOTSTRAP_ADMIN_EMAIL', `Set it (or ${name}): otherwise whoever signs in first becomes the admin.`);
  if (google && config.ALLOWED_DOMAINS.length === 0) open('ALLOWED_DOMAINS');
  if (oidc && config.OIDC_ALLOWED_DOMAINS.length === 0) open('OIDC_ALLOWED_DOMAINS');
}
