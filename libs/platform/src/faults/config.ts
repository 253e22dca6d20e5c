/** Which fault this process was started with, if any: the only place of the faults that reads the environment. */
import { z } from 'zod';
import { ConfigError, loadConfig } from '../config/load-config.js';
import { faultPointNames, type FaultPoint } from './fault-points.js';

const schema = z.object({
  FAULT_POINT: z.enum(faultPointNames).optional().describe('The place at which this process is to fail, for tests.'),
  FAULT_POINT_AT: z.coerce.number().int().min(1).default(1).describe('At which time of reaching it.'),
  FAULT_POINT_ACTION: z
    .enum(['kill', 'throw', 'stall'])
    .default('kill')
    .describe('kill: dies as by kill -9. throw: the work fails. stall: the work never ends, the process lives.'),
  NODE_ENV: z.string().optional().describe('production, where no fault may be set.'),
});

/** What fails, at which time of reaching it (from 1), and how. */
export interface Fault {
  readonly point: FaultPoint;
  readonly at: number;
  readonly action: 'kill' | 'throw' | 'stall';
}

/** The fault of an environment. @throws ConfigError for an unknown one, and for any in production. */
export function faultOf(environment: Readonly<Record<string, string | undefined>>): Fault | undefined {
  const {
    FAULT_POINT: point,
    FAULT_POINT_AT: at,
    FAULT_POINT_ACTION: action,
    NODE_ENV,
  } = loadConfig(schema, environment);
  if (point === undefined) return undefined;
  if (NODE_ENV === 'production')
    throw new ConfigError([{ name: 'FAULT_POINT', message: 'is for tests and not allowed with NODE_ENV=production.' }]);
  return { point, at, action };
}

let known: { readonly fault: Fault | undefined } | undefined;

/** The fault of this process, read once. @throws as `faultOf` does. */
export const faultOfProcess = (): Fault | undefined => (known ??= { fault: faultOf(process.env) }).fault;
