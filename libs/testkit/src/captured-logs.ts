/** A logger whose lines a test can read. */
import { createLogger, type Logger, type LogLevel } from '@cspmexa/platform';

export interface CapturedLogs {
  readonly logger: Logger;
  /** Every line so far, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Everything as it would have been written. */
  text(): string;
}

/** A real logger, redaction and all, that writes into memory. */
export function captureLogs(level: LogLevel = 'debug'): CapturedLogs {
  const written: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => {
    written.push(line);
    lines.push(JSON.parse(line));
  };
  return { logger: createLogger({ name: 'test', level, destination: { write } }), lines, text: () => written.join('') };
}
