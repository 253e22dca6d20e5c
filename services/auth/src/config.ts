/** The auth service's configuration: the only place of this service that reads the environment. */
import { loadConfig } from '@cspmexa/platform';
import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ });

const domains = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((domain) => domain.trim().toLowerCase())
      .filter(Boolean),
  )
  .describe('Google Workspace domains that may sign in, separated by commas; empty means any.');

/** True for addresses of this machine, where plain HTTP is not seen by anybody else. */
export const isLoopback = (address: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);

export const authConfig = z
  .object({
    DATABASE_URL: z
      .string()
      .min(1)
      .meta({ description: 'postgresql://user:password@host:5432/database?schema=auth', secret: true }),
    AMQP_URL: z.string().optional().meta({
      description: 'amqp://user:password@host:5672 of RabbitMQ, where messages that were given up wait for a person.',
      secret: true,
    }),
    HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(8_000)
      .describe('The port to listen on; 0 takes a free one.'),
    PUBLIC_URL: url
      .default('http://127.0.0.1:8050')
      .describe('Where browsers reach the gateway. Plain HTTP only on loopback.'),
    AUTH_ISSUER: z.string().min(1).default('cspmexa-auth').describe('The issuer that access tokens name.'),
    AUTH_AUDIENCE: z.string().min(1).default('cspmexa').describe('The audience that access tokens name.'),
    AUTH_SECRET: z
      .string()
      .min(32, 'Use at least 32 random characters, for example from: openssl rand -base64 32')
      .meta({ description: 'Seals the signing keys at rest.', secret: true }),
    GOOGLE_CLIENT_ID: z.string().min(1).describe('Of the OAuth client in the Google Cloud console.'),
    GOOGLE_CLIENT_SECRET: z.string().min(1).meta({ description: 'Of the OAuth client.', secret: true }),
    GOOGLE_AUTHORIZATION_URL: url
      .default('https://accounts.google.com/o/oauth2/v2/auth')
      .describe('Where Google asks the person.'),
    GOOGLE_TOKEN_URL: url.default('https://oauth2.googleapis.com/token').describe('Where Google trades the code.'),
    GOOGLE_USERINFO_URL: url
      .default('https://openidconnect.googleapis.com/v1/userinfo')
      .describe('Where Google says who it is.'),
    GOOGLE_ISSUER: z.string().default('https://accounts.google.com').describe('The name of the identity provider.'),
    GOOGLE_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(7_000) // a sign-in makes two calls, and the gateway waits for fifteen seconds
      .default(4_000)
      .describe('How long Google may take for each of the two answers of a sign-in, in milliseconds.'),
    ALLOWED_DOMAINS: domains,
    BOOTSTRAP_ADMIN_EMAIL: z
      .email()
      .toLowerCase()
      .optional()
      .describe('Who becomes the first admin; without it the first person who signs in.'),
    TENANT_NAME: z.string().min(1).max(100).default('My organisation').describe('The name of the first tenant.'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('The least important lines that are logged.'),
  })
  .refine(({ PUBLIC_URL }) => PUBLIC_URL.startsWith('https:') || isLoopback(PUBLIC_URL), {
    path: ['PUBLIC_URL'],
    message: 'Use https: session cookies are sent in clear otherwise. Plain http is for loopback only.',
  })
  .refine(
    ({ PUBLIC_URL, BOOTSTRAP_ADMIN_EMAIL, ALLOWED_DOMAINS }) =>
      isLoopback(PUBLIC_URL) || BOOTSTRAP_ADMIN_EMAIL !== undefined || ALLOWED_DOMAINS.length > 0,
    {
      path: ['BOOTSTRAP_ADMIN_EMAIL'],
      message: 'Set it (or ALLOWED_DOMAINS): otherwise whoever on the internet signs in first becomes the admin.',
    },
  );
export type AuthConfig = z.output<typeof authConfig>;

/** Injection token of the AuthConfig. */
export const CONFIG = Symbol('AuthConfig');

/** The configuration of this process. @throws ConfigError with every problem. */
export const authConfigFromEnvironment = (): AuthConfig => loadConfig(authConfig, process.env);
