/** W3C trace context: one id follows a request through every service, message and log line. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** A position in a trace. `traceId` is 32, `spanId` 16 lower-case hex digits. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const storage = new AsyncLocalStorage<Trace>();

/** The trace that the running code belongs to. */
export const currentTrace = (): Trace | undefined => storage.getStore();

/** Runs `fn`, and all that it starts, as part of `trace`. */
export const runWithTrace = <T>(trace: Trace, fn: () => T): T => storage.run(trace, fn);

/** A trace of its own. */
export const newTrace = (): Trace => ({ traceId: hex(16), spanId: hex(8), sampled: true });

/** The next span of a trace. */
export const childTrace = (trace: Trace): Trace => ({ ...trace, spanId: hex(8) });

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` header. Undefined when it breaks the rules of the W3C recommendation: the receiver then starts a new trace. */
export function parseTraceparent(text: string | undefined): Trace | undefined {
  const [, version, traceId = '', spanId = '', flags = '', rest] = pattern.exec(text ?? '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes a `traceparent` header of version 00. */
export const formatTraceparent = ({ traceId, spanId, sampled }: Trace): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Random and never all zero, which the recommendation forbids. */
const hex = (bytes: number): string =>
  randomBytes(bytes)
    .toString('hex')
    .replace(/^0+$/, (zeros) => zeros.slice(1) + '1');
