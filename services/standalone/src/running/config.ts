/** What `cspmexa start` can be told through the environment; its own defaults need none of it. */
import { loadConfig } from '@cspmexa/platform';
import { z } from 'zod';

/** Handed on to the auth service, which checks it. */
const text = z.string().optional();

export const standaloneConfig = z.object({
  NODE_ENV: z.string().optional().describe('The sandboxes refuse to start when it is production.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Where the dashboard listens on loopback; 8050 or the next free port unless set, any free one when 0.'),
  CSPMEXA_DATA: z
    .string()
    .min(1)
    .optional()
    .describe('The folder for database, snapshots and keys; .cspmexa in the checkout unless set.'),
  CSPMEXA_SANDBOX: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'The pretend AWS account: auto offers it when there are no AWS credentials. on also keeps the sandbox Google beside OIDC_DISCOVERY_URL.',
    ),
  DATABASE_URL: z.string().optional().meta({
    description: 'Another PostgreSQL than the embedded one: postgresql://user:password@host:5432/database',
    secret: true,
  }),
  DATABASE_OWNER_URL: z.string().optional().meta({
    description:
      'The same database with the login that owns its tables and applies migrations; that of DATABASE_URL unless set.',
    secret: true,
  }),
  AMQP_URL: z.string().optional().meta({ description: 'RabbitMQ instead of the in-process transport.', secret: true }),
  AUTH_SECRET: z.string().min(32).optional().meta({
    description: 'Gives the key that seals secrets at rest; the one in the data folder unless set.',
    secret: true,
  }),
  AUTH_KEYS: z.string().optional().meta({
    description:
      'Keys that seal secrets at rest, id:base64 of 32 bytes, separated by commas; the first seals, all open.',
    secret: true,
  }),
  GOOGLE_CLIENT_ID: z.string().optional().describe('The real Google instead of the sandbox one.'),
  GOOGLE_CLIENT_SECRET: z.string().optional().meta({ description: 'Of the OAuth client.', secret: true }),
  ALLOWED_DOMAINS: text.describe('Google Workspace domains that may sign in with the real Google.'),
  OIDC_DISCOVERY_URL: text.describe("The organisation's own OpenID Connect issuer, in place of the sandbox Google."),
  OIDC_CLIENT_ID: text.describe('The client that the issuer knows this installation as.'),
  OIDC_CLIENT_SECRET: text.meta({ description: 'Of that client; a public one has none.', secret: true }),
  OIDC_NAME: text.describe('How the sign-in page names the issuer.'),
  OIDC_SCOPES: text.describe('What the issuer is asked for, separated by spaces.'),
  OIDC_ALLOWED_DOMAINS: text.describe('Domains of e-mail addresses that may sign in with the issuer.'),
  OIDC_TRUST_EMAIL: text.describe('true for an issuer that sends no email_verified, such as an Entra tenant.'),
  BOOTSTRAP_ADMIN_EMAIL: z
    .email()
    .optional()
    .describe('Who becomes the first admin; without it the first person who signs in.'),
  MAIL_FROM: z
    .email()
    .optional()
    .describe('The sender of mails, verified in SES. Without it mails go to the sandbox mailbox.'),
  SES_REGION: z.string().default('us-east-1').describe('The region of SES.'),
  SES_ENDPOINT_URL: z.url().optional().describe('A server other than AWS that speaks the SESv2 API.'),
  AWS_REGION: z.string().optional().describe('The region of the first calls to AWS.'),
  AWS_ENDPOINT_URL: z.url().optional().describe('Another AWS endpoint, such as an emulator.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least important lines that are logged.'),
});
export type StandaloneConfig = z.output<typeof standaloneConfig>;

/** True when people choose at the sandbox Google who to be: nothing real is configured to sign in with. */
export const usesSandboxGoogle = (config: StandaloneConfig): boolean =>
  !config.GOOGLE_CLIENT_ID && (!config.OIDC_DISCOVERY_URL || config.CSPMEXA_SANDBOX === 'on');

/** The configuration of this process. @throws ConfigError with every problem. */
export const configFromEnvironment = (): StandaloneConfig => loadConfig(standaloneConfig, process.env);
