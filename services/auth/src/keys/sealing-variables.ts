/** The variables that say what secrets at rest are sealed with. */
import { z } from 'zod';
import { derivedKeyId } from './keyring.js';

const Key = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,31}:[A-Za-z0-9+/_-]{43}=?$/, 'Each key is id:base64 of 32 bytes.')
  .transform((text) => ({
    id: text.slice(0, text.indexOf(':')),
    key: new Uint8Array(Buffer.from(text.slice(text.indexOf(':') + 1), 'base64')),
  }))
  .refine(({ id }) => id !== derivedKeyId, `${derivedKeyId} is the name of the key that AUTH_SECRET gives.`);

const keys = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  )
  .pipe(z.array(Key))
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Two keys have the same id.')
  .meta({
    description:
      'Keys that seal secrets at rest, id:base64 of 32 bytes, separated by commas; the first seals, all open. Without it AUTH_SECRET gives one.',
    secret: true,
  });

export const sealingVariables = {
  AUTH_SECRET: z
    .string()
    .min(32, 'Use at least 32 random characters, for example from: openssl rand -base64 32')
    .meta({ description: 'Gives the key that seals secrets at rest, unless AUTH_KEYS does.', secret: true }),
  AUTH_KEYS: keys,
};

/** Nothing but them, for commands that need no more. */
export const sealingConfig = z.object(sealingVariables);
