/** Secrets at rest: AES-256-GCM under a key that is derived from the configured secret. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const keyOf = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'cspmexa/auth/signing-keys/v1', 32));

/** Seals a text. The result names its format, so that another can follow. */
export function seal(text: string, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [
    'v1',
    nonce.toString('base64url'),
    sealed.toString('base64url'),
    cipher.getAuthTag().toString('base64url'),
  ].join('.');
}

/** Opens what `seal` made. @throws when the secret is another one or the text was changed. */
export function unseal(sealed: string, secret: string): string {
  const [version, nonce, text, tag] = sealed.split('.');
  if (version !== 'v1' || !nonce || text === undefined || !tag)
    throw new Error('The sealed text has a format that we do not know.');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), Buffer.from(nonce, 'base64url'), {
    authTagLength: 16,
  });
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}
