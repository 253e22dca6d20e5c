/** What commands that work on an installation share: its data, their options, and what they print. */
import os from 'node:os';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { configFromEnvironment } from '../running/config.js';
import { openInstallation, type Installation } from '../running/installation.js';
import { printable } from '../scan/printable.js';
import { UsageError } from '../usage.js';

/** Runs a command on the installation that the environment or `data` names. @returns the exit code. */
export async function inInstallation(
  data: string | undefined,
  run: (at: Installation) => Promise<number>,
): Promise<number> {
  const config = configFromEnvironment();
  let installation: Installation | undefined;
  try {
    installation = await openInstallation(config, data);
    return await run(installation);
  } catch (error) {
    if (!isRefused(error)) throw error;
    process.stderr.write(`cspmexa: ${error.message}\n`);
    return exitCode.noPermission;
  } finally {
    await installation?.close();
  }
}

/** The database knows us not, or not well enough. */
const isRefused = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && ['28P01', '28000', '42501'].includes(String(error.code));

/** The options of a command. @throws UsageError with every problem. */
export function optionsOf<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
}

/** Rows in columns, a line each, that change nothing in a terminal. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const safe = rows.map((row) => row.map(printable));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...safe.map((row) => row[column]?.length ?? 0)));
  return safe.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** How the audit trail names whoever runs a command: as the system knows them. */
export const commandLineActor = (): string => `command line (${userName()})`;

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`; // A user id without a name, as in containers.
  }
}
