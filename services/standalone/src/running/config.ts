/** What `cspmexa start` can be told through the environment; its own defaults need none of it. */
import { loadConfig } from '@cspmexa/platform';
import { z } from 'zod';

export const standaloneConfig = z.object({
  NODE_ENV: z.string().optional().describe('The sandboxes refuse to start when it is production.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Where the dashboard listens on loopback; 8050 or the next free port unless set.'),
  CSPMEXA_DATA: z
    .string()
    .min(1)
    .optional()
    .describe('The folder for database, snapshots and keys; .cspmexa in the checkout unless set.'),
  CSPMEXA_SANDBOX: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe('The pretend AWS account: auto offers it when there are no AWS credentials.'),
  DATABASE_URL: z.string().optional().meta({
    description: 'Another PostgreSQL than the embedded one: postgresql://user:password@host:5432/database',
    secret: true,
  }),
  AMQP_URL: z.string().optional().meta({ description: 'RabbitMQ instead of the in-process transport.', secret: true }),
  GOOGLE_CLIENT_ID: z.string().optional().describe('The real Google instead of the sandbox one.'),
  GOOGLE_CLIENT_SECRET: z.string().optional().meta({ description: 'Of the OAuth client.', secret: true }),
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

/** The configuration of this process. @throws ConfigError with every problem. */
export const configFromEnvironment = (): StandaloneConfig => loadConfig(standaloneConfig, process.env);
