/** `cspmexa dead-letters`: messages that were given up, of all tenants, also those too broken to belong to one. */
import { redriveAudited } from '@cspmexa/auth';
import { subscriptions, type DeadLetter } from '@cspmexa/messaging';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { printable } from '../scan/printable.js';
import { UsageError } from '../usage.js';
import { columns, commandLineActor, inInstallation, optionsOf, print } from './in-installation.js';

const Common = z.object({
  consumer: oneOf(Object.keys(subscriptions)).optional(),
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});
const ListOptions = Common.extend({ limit: z.coerce.number().int().min(1).max(50_000).default(100) });
const RedriveOptions = Common.extend({ id: z.array(z.string().min(1)).optional(), all: z.boolean().optional() });

/** Prints them. @returns the exit code. */
export async function list(given: unknown): Promise<number> {
  const { consumer, limit, output, data } = optionsOf(ListOptions, given);
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
  const { consumer: named, id: ids, all, output, data } = optionsOf(RedriveOptions, given);
  if ((ids === undefined) === (all === undefined)) {
    throw new UsageError(['Say which messages: --id with their ids, or --all.']);
  }
  return inInstallation(data, async ({ deadLetters, trail }) => {
    const actor = commandLineActor();
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
  return columns([['given up', 'consumer', 'event', 'tries', 'id', 'tenant', 'reason'], ...rows]);
}
