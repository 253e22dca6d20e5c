/** The auth service's configuration: the only place of this service that reads the environment. */
import { databaseVariables, healthVariables, loadConfig, serviceVariables, trustedCallers } from '@cspmexa/platform';
import { z } from 'zod';
import { sealingVariables } from './keys/sealing-variables.js';
import { isLoopback } from './loopback.js';
import { checkProviders, providerVariables } from './sign-in/provider-variables.js';

const url = z.url({ protocol: /^https?$/ });

export const authConfig = z
  .object({
    ...databaseVariables('auth'),
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
    ...serviceVariables,
    ...healthVariables,
    TRUSTED_CALLERS: trustedCallers('api-gateway=http://127.0.0.1:8050/.well-known/service-jwks.json'),
    AUTH_ISSUER: z.string().min(1).default('cspmexa-auth').describe('The issuer that access tokens name.'),
    AUTH_AUDIENCE: z.string().min(1).default('cspmexa').describe('The audience that access tokens name.'),
    ...sealingVariables,
    SIGNING_KEY_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('After how many days another key signs access tokens. Nobody notices.'),
    ...providerVariables,
    BOOTSTRAP_ADMIN_EMAIL: z
      .email()
      .toLowerCase()
      .optional()
      .describe('Who becomes the first admin; without it the first person who signs in.'),
    INVITATION_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .describe('How long an invitation can be taken up, in days.'),
    AUDIT_DAYS: z.coerce
      .number()
      .int()
      .min(400)
      .default(400)
      .describe('How long rows of the audit trail are kept, in days; 400 at least.'),
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
  .superRefine(checkProviders);
export type AuthConfig = z.output<typeof authConfig>;

/** Injection token of the AuthConfig. */
export const CONFIG = Symbol('AuthConfig');

/** The configuration of this process. @throws ConfigError with every problem. */
export const authConfigFromEnvironment = (): AuthConfig => loadConfig(authConfig, process.env);
