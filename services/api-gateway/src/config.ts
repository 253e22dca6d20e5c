/** What the gateway can be told through its environment. */
import { loadConfig, serviceVariables } from '@cspmexa/platform';
import { z } from 'zod';
import { storeUrl } from './limits/counter.js';

const url = z.url({ protocol: /^https?$/ });

const limit = (description: string, usual: number) =>
  z.coerce.number().int().positive().default(usual).describe(description);

export const gatewayConfig = z.object({
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8050).describe('The port to listen on; 0 takes a free one.'),
  PUBLIC_URL: url.default('http://127.0.0.1:8050').describe('Where browsers reach the gateway.'),
  AUTH_URL: url.default('http://127.0.0.1:8000').describe('Where the auth service listens.'),
  COLLECTOR_URL: url.default('http://127.0.0.1:8001').describe('Where the collector listens.'),
  POLICY_ENGINE_URL: url.default('http://127.0.0.1:8002').describe('Where the policy engine listens.'),
  NOTIFICATION_URL: url.default('http://127.0.0.1:8003').describe('Where the notification service listens.'),
  ...serviceVariables,
  INTERNAL_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      'A port for the other services alone, with TLS if there are TLS_ files: health, metrics and the keys of the gateway.',
    ),
  AUTH_ISSUER: z.string().default('cspmexa-auth').describe('The issuer that access tokens must name.'),
  AUTH_AUDIENCE: z.string().default('cspmexa').describe('The audience that access tokens must name.'),
  AUTH_JWKS_URL: url.optional().describe('Where the keys of access tokens are; by default at AUTH_URL.'),
  AMQP_URL: z.string().optional().meta({
    description: 'amqp://user:password@host:5672 of RabbitMQ, for live events. Without it there are none.',
    secret: true,
  }),
  DASHBOARD_DIR: z.string().optional().describe('The built dashboard; by default the one of this checkout.'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('How many proxies of yours stand in front and add to X-Forwarded-For.'),
  RATE_LIMIT_STORE: z.string().regex(storeUrl, 'Use memory:, postgresql://… or redis://….').default('memory:').meta({
    description:
      'Where requests are counted: memory: for one gateway; for several the same postgresql://user:password@host:5432/database?schema=api_gateway or redis(s)://user:password@host:6379.',
    secret: true,
  }),
  RATE_LIMIT_PER_TOKEN: limit('Requests a minute for one session or API token.', 600),
  RATE_LIMIT_PER_ADDRESS: limit('Requests a minute for one address without a session.', 120),
  RATE_LIMIT_SIGN_INS: limit('Steps of a sign-in a minute for one address; a whole sign-in takes two.', 10),
  RATE_LIMIT_EXPENSIVE: limit('Requests a minute that start long work, such as scans, for one member.', 10),
  REVOCATIONS_STALE_SECONDS: z.coerce
    .number()
    .int()
    .min(2)
    .max(600)
    .default(60)
    .describe('How long auth may be silent about sessions that have ended before nobody is let in any more.'),
  UPSTREAM_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(15_000)
    .describe('How long a service may take to answer.'),
  HEADERS_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(10_000)
    .describe('How long the headers of a request may take to arrive.'),
  REQUEST_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(300_000)
    .default(30_000)
    .describe('How long a whole request may take to arrive.'),
  MAX_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(10)
    .default(5_000)
    .describe('Connections at once, streams of live events among them; more are closed at once.'),
  EVENTS_HEARTBEAT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(120_000)
    .default(15_000)
    .describe(
      'How often open streams of live events get a sign of life: shorter than the idle limit of every proxy in front.',
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('How much is logged.'),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;

/** The configuration of this process. @throws ConfigError that names every problem. */
export const configFromEnvironment = (): GatewayConfig => loadConfig(gatewayConfig, process.env);
