/** Golden files: what a test's result was when someone last looked at it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The value of a golden file. A file that is not there is written, for someone to look at and keep: delete it to renew
 * it.
 * @throws Error when it had to be written, so that no run passes on a file that nobody has seen.
 */
export function golden(file: string, value: unknown): unknown {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  throw new Error(`${path.basename(file)} was not there and has been written. Look at it, then run again.`);
}
