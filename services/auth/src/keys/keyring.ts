/** Secrets at rest: AES-256-GCM under named keys, each text bound to the row that it belongs to. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A key of 32 bytes and the name by which rows refer to it. */
export interface SealingKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Where a sealed text belongs. In any other place it does not open. */
export interface Place {
  readonly purpose: 'signing-key' | 'totp';
  /** What identifies the row; it never changes. */
  readonly row: string;
}

/** As a text is kept: `sealed` and `keyId` in the row. */
export interface Sealed {
  readonly sealed: string;
  readonly keyId: string;
}

/** The name of the key that comes from AUTH_SECRET. */
export const derivedKeyId = 's1';

/** How every text of today begins. */
export const sealedFormat = 'v2.';

const algorithm = 'aes-256-gcm';

/** Seals with the first of its keys and opens with all of them. */
export class Keyring {
  private readonly keys: ReadonlyMap<string, Uint8Array>;

  constructor(
    private readonly first: SealingKey,
    ...others: readonly SealingKey[]
  ) {
    this.keys = new Map([first, ...others].map(({ id, key }) => [id, key]));
  }

  /** The name of the key that seals. */
  get sealsWith(): string {
    return this.first.id;
  }

  /** The names of all its keys. */
  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  /** Seals a text for one place. */
  seal(text: string, place: Place): Sealed {
    const { id: keyId, key } = this.first;
    const nonce = randomBytes(12); // 96 bits at random: 2^32 texts per key are far away
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(bindingOf(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
    return { sealed: `${sealedFormat}${parts.join('.')}`, keyId };
  }

  /** Opens what was sealed for this place. @throws KeyringError when the key is missing or another one, or the text is not what was sealed here. */
  open(sealed: string, keyId: string, place: Place): string {
    const key = this.keys.get(keyId);
    if (!key) throw new KeyringError(missing(keyId));
    const [version, nonce, text, tag] = sealed.split('.');
    // Before there were places, signing keys were all that was sealed.
    const isKnown = version === 'v2' || (version === 'v1' && place.purpose === 'signing-key');
    if (!isKnown || !nonce || text === undefined || !tag)
      throw new KeyringError(`What is sealed for a ${place.purpose} has a format that we do not know.`);
    try {
      const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
      if (version === 'v2') decipher.setAAD(bindingOf(place));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new KeyringError(notTheSame(keyId, place), { cause });
    }
  }
}

/** A sealed text that does not open, in a sentence that says what to do. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
}

/** The keyring of a configuration: AUTH_KEYS in their order, then the key that AUTH_SECRET gives. */
export function keyringOf(config: {
  readonly AUTH_SECRET: string;
  readonly AUTH_KEYS: readonly SealingKey[];
}): Keyring {
  // The label is older than the keyring: it is part of what opens the first signing keys.
  const key = new Uint8Array(hkdfSync('sha256', config.AUTH_SECRET, '', 'cspmexa/auth/signing-keys/v1', 32));
  const derived = { id: derivedKeyId, key };
  const [first = derived, ...others] = config.AUTH_KEYS;
  return new Keyring(first, ...others, derived);
}

const bindingOf = ({ purpose, row }: Place): Buffer => Buffer.from(`${purpose}:${row}`, 'utf8');

/** What to say when keys are missing. */
export const missing = (...keyIds: readonly string[]): string =>
  `AUTH_KEYS lacks ${keyIds.map((id) => JSON.stringify(id)).join(', ')}, which secrets are sealed with: put it back, behind the first one, until \`cspmexa keys reseal\` has run.`;

const notTheSame = (keyId: string, { purpose }: Place): string =>
  keyId === derivedKeyId
    ? `AUTH_SECRET is not the one that the ${purpose} was sealed with: give the service its old one. (Or the row was changed.)`
    : `The key ${JSON.stringify(keyId)} of AUTH_KEYS is not the one that the ${purpose} was sealed with: give the service the old one. (Or the row was changed.)`;
