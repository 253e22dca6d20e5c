/** JSON logs, one line each, with the trace id and without secrets. */
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentTrace } from '../trace/trace.js';
import { redact, redactText } from './redact.js';

/** A pino logger. Fields first, then the sentence: `logger.info({ scanId }, 'the scan has ended')`. */
export type Logger = PinoLogger;

/** Injection token of the Logger. */
export const LOGGER = Symbol('Logger');

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  /** The service, on each line. */
  readonly name: string;
  /** `info` unless it says otherwise. */
  readonly level?: LogLevel;
  /** Where lines go; stdout unless it says otherwise. */
  readonly destination?: DestinationStream;
}

/** A logger whose every line is redacted and carries the current trace id. */
export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: name },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      messageKey: 'message',
      errorKey: 'error',
      mixin: () => traceFields(),
      formatters: {
        level: (label) => ({ level: label }),
        // What `redact` returns for an object is an object.
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      // Errors are rendered by `redact`, before serializers would run.
      serializers: { error: (error: unknown) => error, err: (error: unknown) => error },
      hooks: {
        logMethod(values, method) {
          const [first, ...rest] = values;
          // The hook's tuple type cannot express that a mapped argument list is still one.
          const safe = (first instanceof Error ? [{ error: first }, first.message, ...rest] : [first, ...rest]).map(
            (value) => (typeof value === 'string' ? redactText(value) : value),
          ) as Parameters<typeof method>;
          method.apply(this, safe);
        },
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

function traceFields(): { traceId?: string; spanId?: string } {
  const trace = currentTrace();
  return trace ? { traceId: trace.traceId, spanId: trace.spanId } : {};
}
