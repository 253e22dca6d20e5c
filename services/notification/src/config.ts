/** The notification service's configuration: the only place of this service that reads the environment. */
import { databaseVariables, healthVariables, loadConfig, serviceVariables } from '@cspmexa/platform';
import { z } from 'zod';

export const notificationConfig = z.object({
  ...databaseVariables('notification'),
  AMQP_URL: z.string().optional().meta({
    description: 'amqp://user:password@host:5672 of RabbitMQ. Without it messages stay in this process.',
    secret: true,
  }),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8_003)
    .describe('The port to listen on; 0 takes a free one.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:8050')
    .describe('Where browsers reach the gateway, for the links in mails.'),
  ...serviceVariables,
  ...healthVariables,
  AUTH_ISSUER: z.string().default('cspmexa-auth').describe('The issuer that access tokens must name.'),
  AUTH_AUDIENCE: z.string().default('cspmexa').describe('The audience that access tokens must name.'),
  AUTH_JWKS_URL: z
    .url()
    .default('http://127.0.0.1:8000/.well-known/jwks.json')
    .describe('Where the keys of access tokens are.'),
  MAIL_FROM: z.email().describe('The sender of mails: an address or domain that is verified in SES.'),
  SES_REGION: z.string().min(1).default('us-east-1').describe('The region of SES.'),
  SES_ENDPOINT_URL: z.url().optional().describe('A server other than AWS that speaks the SESv2 API.'),
  MAIL_TICK_MS: z.coerce
    .number()
    .int()
    .min(20)
    .max(60_000)
    .default(1_000)
    .describe('How often mails that are due are looked for, in milliseconds.'),
  MAIL_LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .max(3_600)
    .default(60)
    .describe('After how long a mail whose sender died is tried again.'),
  NOTIFICATION_DELIVERY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(400)
    .describe('Days that mails are kept in the delivery log.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least important lines that are logged.'),
  NOTIFICATION_CURSOR_KEY: z.string().min(16).optional().meta({
    description: 'Signs the cursors of lists; the same for all replicas. Derived from DATABASE_URL unless set.',
    secret: true,
  }),
});
export type NotificationConfig = z.output<typeof notificationConfig>;

/** Injection token of the NotificationConfig. */
export const CONFIG = Symbol('NotificationConfig');

/** The configuration of this process. @throws ConfigError with every problem. */
export const notificationConfigFromEnvironment = (): NotificationConfig => loadConfig(notificationConfig, process.env);
