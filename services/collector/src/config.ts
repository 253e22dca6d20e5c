/** The collector's configuration: the only place of this service that reads the environment. */
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

const listOfHosts = z
  .string()
  .default('localhost,127.0.0.1,[::1]')
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
  )
  .describe('Hosts that the endpoint of an account may name (an AWS emulator), separated by commas.');

/** Whose the collector's own AWS credentials are. */
const ownCredentials = z
  .string()
  .default('first')
  .transform((text) => (text === 'first' || text === 'any' ? text : text.split(',').map((id) => id.trim())))
  .pipe(z.union([z.enum(['first', 'any']), z.array(z.uuid().toLowerCase()).min(1)]))
  .describe(
    'Which organisations may watch an account with the own credentials of the collector: first (the one that connected an account before all others), any, or their ids, separated by commas.',
  );

export const collectorConfig = z.object({
  ...databaseVariables('collector'),
  AMQP_URL: z.string().optional().meta({
    description: 'amqp://user:password@host:5672 of RabbitMQ. Without it messages stay in this process.',
    secret: true,
  }),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: whole('The port to listen on; 0 takes a free one.', 0, 65_535, 8_001),
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
  AWS_REGION: z
    .string()
    .min(1)
    .optional()
    .describe('The region of the first calls to AWS; that of the partition unless set.'),
  AWS_ENDPOINT_URL: z
    .url()
    .optional()
    .describe('Another AWS endpoint for every account that names none, such as an emulator.'),
  COLLECTOR_PRINCIPAL_ARN: z
    .string()
    .regex(/^arn:aws(-us-gov|-cn)?:iam::\d{12}:(root|(role|user)\/.+)$/, 'Use the ARN of an IAM role or user.')
    .optional()
    .describe('Who assumes the roles of watched accounts; found out from our own credentials unless set.'),
  COLLECTOR_TEMPLATE_URL: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe(
      'Where deploy/aws/read-role/template.yaml is published on S3: accounts are then connected by a link that fills it in.',
    ),
  COLLECTOR_OWN_CREDENTIALS: ownCredentials,
  COLLECTOR_ENDPOINT_HOSTS: listOfHosts,
  COLLECTOR_CONCURRENCY: whole('Units that one replica collects at the same time.', 1, 256, 8),
  COLLECTOR_URGENT_CONCURRENCY: whole(
    'Units of named resources that one replica collects at the same time, besides the others.',
    1,
    64,
    4,
  ),
  COLLECTOR_PLANNERS: whole('Scans that one replica plans at the same time.', 1, 32, 4),
  COLLECTOR_SCANS_PER_TENANT: whole(
    'Scans that a tenant may have running at once, over all replicas; scans of named resources do not count.',
    1,
    1_000,
    6,
  ),
  COLLECTOR_BUDGET_PERCENT: whole(
    "Percent of AWS's published API rates that the scans of an account may use, unless the account says otherwise.",
    1,
    100,
    50,
  ),
  COLLECTOR_CALLS_PER_ACCOUNT: whole('AWS calls that one replica has in flight for one account.', 1, 1_000, 48),
  COLLECTOR_CALLS_PER_PLACE: whole(
    'AWS calls that one replica has in flight for one service in one region of an account.',
    1,
    1_000,
    16,
  ),
  COLLECTOR_TICK_MS: whole(
    'How often due schedules, queued scans and lost leases are looked for, in milliseconds.',
    20,
    60_000,
    1_000,
  ),
  COLLECTOR_LEASE_SECONDS: whole(
    'How long a unit or a planning stays with a worker that gives no sign of life.',
    1,
    3_600,
    45,
  ),
  COLLECTOR_UNIT_DEADLINE_SECONDS: whole(
    'The longest that one try of a unit may take; less than the 30 minutes after which RabbitMQ takes a message back.',
    1,
    86_400,
    1_500,
  ),
  COLLECTOR_SNAPSHOT_DAYS: whole('Days that snapshots, and resources that are deleted, are kept.', 1, 3_650, 90),
  COLLECTOR_SCAN_DAYS: whole(
    'Days that ended scans are kept; the newest of each account stays, and none goes before its snapshots.',
    1,
    3_650,
    180,
  ),
  COLLECTOR_VERSION_DAYS: whole('Days that versions of resources are kept, in whole months.', 1, 3_650, 400),
  COLLECTOR_CHANGE_QUEUE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'The SQS queue with the change events of watched accounts (deploy/aws/change-events); none is read unless set.',
    ),
  COLLECTOR_CHANGE_QUEUE_ENDPOINT_URL: z.url().optional().describe('Another endpoint of SQS, such as an emulator.'),
  COLLECTOR_CHANGE_DELAY_SECONDS: whole(
    'How long the scan of a changed resource waits for more changes: they come in bursts.',
    0,
    900,
    10,
  ),
  COLLECTOR_CURSOR_KEY: z.string().min(16).optional().meta({
    description: 'Signs the cursors of lists; the same for all replicas. Derived from DATABASE_URL unless set.',
    secret: true,
  }),
});
export type CollectorConfig = z.output<typeof collectorConfig>;

/** Injection token of the CollectorConfig. */
export const CONFIG = Symbol('CollectorConfig');

/** The configuration of this process. @throws ConfigError with every problem. */
export const collectorConfigFromEnvironment = (): CollectorConfig => loadConfig(collectorConfig, process.env);
