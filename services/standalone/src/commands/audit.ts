/** `cspmexa audit`: whether the audit trails are as they were written, and what to keep elsewhere so that it can be proven. */
import { readFile } from 'node:fs/promises';
import { parseAnchors, readAnchors, tenantsWithTrails, verifyTrail, type Anchor } from '@cspmexa/auth';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { printable } from '../scan/printable.js';
import { UsageError } from '../usage.js';
import { inInstallation, optionsOf, print } from './in-installation.js';

const VerifyOptions = z.object({
  tenant: z.uuid({ error: 'This is not the id of a tenant.' }).optional(),
  anchors: z.string().min(1).optional(),
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});
const AnchorOptions = VerifyOptions.pick({ data: true });

/** Rows that are younger are never dropped, whatever the configuration says: 400 days in milliseconds. */
const alwaysKept = 400 * 86_400_000;

/** Reads every trail, or that of one tenant, and tells the first row that is not as it was written. @returns the exit code. */
export async function verify(given: unknown): Promise<number> {
  const { tenant, anchors: file, output, data } = optionsOf(VerifyOptions, given);
  const anchors = file === undefined ? [] : await anchorsIn(file);
  return inInstallation(data, async ({ auth }) => {
    const keptSince = new Date(Date.now() - alwaysKept);
    const known = [...(await tenantsWithTrails(auth)), ...anchors.map(({ tenantId }) => tenantId)];
    let isWhole = true;
    for (const tenantId of tenant === undefined ? new Set(known) : [tenant]) {
      const result = await verifyTrail(auth, tenantId, { anchors, keptSince });
      const { broken, entries, head } = result;
      isWhole &&= broken === null;
      const anchored = anchors.filter((anchor) => anchor.tenantId === tenantId).length;
      if (output === 'json') print(JSON.stringify({ tenantId, ...result, anchors: anchored }));
      else if (broken)
        print(`${tenantId}  broken at row ${broken.seq}: ${broken.problem}${broken.id ? `  id ${broken.id}` : ''}`);
      else print(`${tenantId}  whole  ${entries} rows  ${anchored} anchors  head ${head ?? 'none'}`);
    }
    return isWhole ? exitCode.clean : exitCode.findings;
  });
}

/** Prints where each trail stands, a line of JSON for each, to be kept where nobody who can write to the database can write. @returns the exit code. */
export async function anchor(given: unknown): Promise<number> {
  const { data } = optionsOf(AnchorOptions, given);
  return inInstallation(data, async ({ auth }) => {
    for (const each of await readAnchors(auth)) print(JSON.stringify(each));
    return exitCode.clean;
  });
}

/** @throws UsageError when there are none in the file */
async function anchorsIn(file: string): Promise<Anchor[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError([`--anchors: ${printable(error instanceof Error ? error.message : String(error))}`]);
  });
  const anchors = parseAnchors(text);
  if (anchors.length === 0) throw new UsageError([`--anchors: there is no anchor in ${printable(file)}.`]);
  return anchors;
}
