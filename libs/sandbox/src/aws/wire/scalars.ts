/** Text forms of simple values, as AWS writes and reads them. */
import type { Shape, TimestampFormat } from './schema.js';

/** Writes a simple value as text; `fallback` is the timestamp format of the place it is written to. */
export function scalarText(shape: Shape, value: unknown, fallback: TimestampFormat): string {
  if (shape.kind === 'timestamp' && value instanceof Date) return timestampText(value, shape.format ?? fallback);
  if (shape.kind === 'blob') return Buffer.from(value instanceof Uint8Array ? value : String(value)).toString('base64');
  return String(value);
}

/** Writes an instant in the given format. */
export function timestampText(instant: Date, format: TimestampFormat): string {
  if (format === 'http-date') return instant.toUTCString();
  if (format === 'epoch-seconds') return String(instant.getTime() / 1000);
  return instant.toISOString();
}

/** Reads a simple value from text; text that does not fit its type becomes `undefined`, as if it were not sent. */
export function scalarValue(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const number = Number(text);
      return text.trim() === '' || Number.isNaN(number) ? undefined : number;
    }
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'timestamp': {
      const instant = /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
      return Number.isNaN(instant.getTime()) ? undefined : instant;
    }
    case 'blob':
      return Buffer.from(text, 'base64');
    default:
      return text;
  }
}
