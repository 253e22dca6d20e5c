/** `cspmexa keys`: the keys that seal secrets at rest, and the one that signs access tokens. */
import { installation, reseal as resealAll, SigningKeyStore, type Resealed } from '@cspmexa/auth';
import { systemClock } from '@cspmexa/platform';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { columns, commandLineActor, inInstallation, optionsOf, print } from './in-installation.js';

const Options = z.object({
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});

/** Makes the key that signs access tokens from its time on, and notes it in the audit trail of the installation. @returns the exit code. */
export async function rotate(given: unknown): Promise<number> {
  const { output, data } = optionsOf(Options, given);
  return inInstallation(data, async ({ auth, trail, keyring }) => {
    const { kid, signsFrom: at } = await new SigningKeyStore(auth, keyring(), trail, systemClock).rotate(
      commandLineActor(),
    );
    const signsFrom = new Date(at).toISOString();
    if (output === 'json') print(JSON.stringify({ kid, signsFrom }, null, 2));
    else print(`${kid} signs from ${signsFrom} on; every service finds it by itself.`);
    return exitCode.clean;
  });
}

/** Seals every secret anew with the first of AUTH_KEYS, and notes it in the audit trail of the installation. @returns the exit code. */
export async function reseal(given: unknown): Promise<number> {
  const { output, data } = optionsOf(Options, given);
  return inInstallation(data, async ({ auth, trail, keyring: keyringOf }) => {
    const keyring = keyringOf();
    const report = await resealAll(auth, keyring);
    const { signingKeys, authenticators } = report;
    const unreadable = [...signingKeys.unreadable, ...authenticators.unreadable];
    await trail.recordAlone(installation, {
      action: 'secrets.resealed',
      target: { kind: 'sealing-key', id: keyring.sealsWith },
      after: {
        signingKeys: signingKeys.resealed,
        authenticators: authenticators.resealed,
        unreadable: unreadable.length,
      },
      actor: commandLineActor(),
    });
    if (output === 'json') print(JSON.stringify({ key: keyring.sealsWith, ...report }, null, 2));
    else for (const line of tableOf(keyring.sealsWith, { 'signing keys': signingKeys, authenticators })) print(line);
    for (const { place, problem } of unreadable)
      process.stderr.write(`cspmexa: ${place.purpose} ${place.row}: ${problem}\n`);
    return unreadable.length > 0 ? exitCode.error : exitCode.clean;
  });
}

const tableOf = (key: string, kinds: Readonly<Record<string, Resealed>>): string[] =>
  columns([
    ['secrets', `sealed anew with ${key}`, 'were already', 'do not open'],
    ...Object.entries(kinds).map(([kind, { resealed, upToDate, unreadable }]) => [
      kind,
      ...[resealed, upToDate, unreadable.length].map(String),
    ]),
  ]);
