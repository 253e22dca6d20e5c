/** `cspmexa dead-letters`: messages that were given up, of all tenants, also those too broken to belong to one. */
import os from 'node:os';
import { redriveAudited } from '@cspmexa/auth';
import { subscriptions, type DeadLetter } from '@cspmexa/messaging';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { configFromEnvironment } from '../running/config.js';
import { openInstallation, type Installation } from '../running/installation.js';
import { printable } from '../scan/printable.js';
import { UsageError } from '../usage.js';

const Common = z.object({
  consumer: oneOf(Object.keys(subscriptions)).optional(),
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});
const ListOptions = Common.extend({ limit: z.coerce.number().int().min(1).max(50_000).default(100) });
const RedriveOptions = Common.extend({ id: z.array(z.string().min(1)).optional(), all: z.boolean().optional() });

/** Prints them. @returns the exit code. */
export async function list(given: unknown): Promise<number> {
  const { consumer, limit, output, data } = parse(ListOptions, given);
  return inInstallation(data, async ({ deadLetters }) => {
    const letters = await deadLetters.list({ consumer, limit });
    if (output === 'json') print(JSON.stringify(letters, null, 2));
    else if (letters.length === 0) print('No message was given up.');
    else for (const line of tableOf(letters)) print(line);
    if (letters.length === limit) {
      const all = (await deadLetters.count({ consumer })).reduce((sum, { count }) => sum + count, 0);
      process.stderr.write(`${letters.length} of ${all}\n`);
    }
    return exitCode.clean;
  });
}

/** Sends them back to their consumers and notes it in the audit trail of each tenant. @returns the exit code. */
export async function redrive(given: unknown): Promise<number> {
  const { consumer: named, id: ids, all, output, data } = parse(RedriveOptions, given);
  if ((ids === undefined) === (all === undefined)) {
    throw new UsageError(['Say which messages: --id with their ids, or --all.']);
  }
  return inInstallation(data, async ({ deadLetters, trail }) => {
    const actor = `command line (${userName()})`;
    const moved: { consumer: string; tenantId: string | null; ids: string[] }[] = [];
    for (const { consumer, tenantId } of await deadLetters.count({ consumer: named, ids })) {
      const done = await redriveAudited(deadLetters, trail, { actor, consumer, tenantId, ids });
      moved.push({ consumer, tenantId, ids: done });
    }
    if (output === 'json') print(JSON.stringify(moved, null, 2));
    else if (moved.length === 0) print('Nothing was moved.');
    else
      for (const each of moved)
        print(`${each.ids.length} moved to ${each.consumer} for ${each.tenantId ?? 'no tenant'}`);
    const missing = (ids ?? []).filter((id) => !moved.some((each) => each.ids.includes(id)));
    for (const id of missing) process.stderr.write(`cspmexa: There is no dead letter ${printable(id)}.\n`);
    return missing.length > 0 ? exitCode.error : exitCode.clean;
  });
}

/** Runs a command on the installation that the environment or `data` names. */
async function inInstallation(data: string | undefined, run: (at: Installation) => Promise<number>): Promise<number> {
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

function parse<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
}

function tableOf(letters: readonly DeadLetter[]): string[] {
  const rows = letters.map((letter) => [
    letter.at.toISOString(),
    letter.consumer,
    letter.type,
    String(letter.attempts),
    letter.id || 'no id',
    letter.tenantId ?? 'no tenant',
    letter.reason,
  ]);
  const head = ['given up', 'consumer', 'event', 'tries', 'id', 'tenant', 'reason'];
  const safe = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...safe.map((row) => row[column]?.length ?? 0)));
  return safe.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Who runs us, as the system knows them. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`; // A user id without a name, as in containers.
  }
}
