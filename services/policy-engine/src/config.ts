/** The policy engine's configuration: the only place of this service that reads the environment. */
import {
  databaseVariables,
  healthVariables,
  loadConfig,
  serviceVariables,
  snapshotStoreVariables,
} from '@cspmexa/platform';
import { z } from 'zod';

const whole = (description: string, least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual).describe(description);

export const policyEngineConfig = z.object({
  ...databaseVariables('policy_engine'),
  AMQP_URL: z.string().optional().meta({
    description: 'amqp://user:password@host:5672 of RabbitMQ. Without it messages stay in this process.',
    secret: true,
  }),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: whole('The port to listen on; 0 takes a free one.', 0, 65_535, 8_002),
  ...serviceVariables,
  ...healthVariables,
  AUTH_ISSUER: z.string().default('cspmexa-auth').describe('The issuer that access tokens must name.'),
  AUTH_AUDIENCE: z.string().default('cspmexa').describe('The audience that access tokens must name.'),
  AUTH_JWKS_URL: z
    .url()
    .default('http://127.0.0.1:8000/.well-known/jwks.json')
    .describe('Where the keys of access tokens are.'),
  ...snapshotStoreVariables,
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least important lines that are logged.'),
  ENGINE_CONCURRENCY: whole('Units and scans that one replica judges at the same time.', 1, 64, 4),
  ENGINE_TICK_MS: whole('How often exceptions that have ended are looked for, in milliseconds.', 20, 600_000, 5_000),
  // The trend reaches back 90 days.
  POLICY_ENGINE_HISTORY_DAYS: whole(
    'Days that resolved findings and old entries of histories are kept; of a finding the newest 20 entries always.',
    ...([100, 3_650, 400] as const),
  ),
  ENGINE_CURSOR_KEY: z.string().min(16).optional().meta({
    description: 'Signs the cursors of lists; the same for all replicas. Derived from DATABASE_URL unless set.',
    secret: true,
  }),
});
export type PolicyEngineConfig = z.output<typeof policyEngineConfig>;

/** Injection token of the PolicyEngineConfig. */
export const CONFIG = Symbol('PolicyEngineConfig');

/** The configuration of this process. @throws ConfigError with every problem. */
export const policyEngineConfigFromEnvironment = (): PolicyEngineConfig => loadConfig(policyEngineConfig, process.env);
