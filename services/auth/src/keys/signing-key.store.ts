/** The keys that sign access tokens, as they are stored, and how one follows another. */
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { AuditTrail, installation } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import { Keyring } from './keyring.js';
import { keptMs, leadMs, signerAt, successorAt, type KeyTimes } from './rotation.js';

/** How access tokens are signed. */
export const algorithm = 'EdDSA';
/** One lock for making a key, so that replicas agree on it. */
const keyLock = 7_270_001;

/** A key that is published; whether it signs its times say. */
export interface SigningKey extends KeyTimes {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly sealed: string;
  readonly keyId: string;
}

@Injectable()
export class SigningKeyStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly keyring: Keyring,
    private readonly trail: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Every key that is published, the newest first, with one that signs now: the first one is made here. */
  async all(): Promise<SigningKey[]> {
    const keys = await this.database.acrossTenants((tx) => this.read(tx));
    if (signerAt(keys, this.now())) return keys;
    return this.alone(async (tx, others) =>
      // Another replica may have made it while we waited.
      signerAt(others, this.now()) ? others : [await this.make(tx, this.now()), ...others],
    );
  }

  /**
   * Makes the key that follows the present one as soon as everybody can know it; the old one retires in that moment. When one waits already,
   * that is the one. @param actor who wants it, for the audit trail. @throws KeyringError when ours are not the keys that the services have.
   */
  rotate(actor: string): Promise<SigningKey> {
    return this.alone(async (tx, keys) => successorAt(keys, this.now()) ?? this.follow(tx, keys, actor));
  }

  /** As `rotate`, when it is time for it, of which one replica alone takes care. */
  async rotateWhen(isDue: (keys: readonly SigningKey[]) => boolean, actor: string): Promise<void> {
    await this.alone(async (tx, keys) => {
      if (isDue(keys)) await this.follow(tx, keys, actor);
    });
  }

  /** The private half. @throws KeyringError when it was sealed with a key that we do not have. */
  async open({ kid, sealed, keyId }: SigningKey): Promise<CryptoKey | Uint8Array> {
    const text = this.keyring.open(sealed, keyId, { purpose: 'signing-key', row: kid });
    return importJWK(JSON.parse(text) as JWK, algorithm); // sealed by make below
  }

  private async follow(tx: Tx, keys: readonly SigningKey[], actor: string): Promise<SigningKey> {
    const old = signerAt(keys, this.now());
    // What we could not open, the services could not open of ours.
    if (old) await this.open(old);
    const next = await this.make(tx, this.now() + (old ? leadMs : 0));
    await tx.signingKey.updateMany({
      where: { kid: { not: next.kid }, retiredAt: null },
      data: { retiredAt: new Date(next.signsFrom) },
    });
    await this.trail.record(tx, installation, {
      action: 'signing-key.rotated',
      target: { kind: 'signing-key', id: next.kid },
      ...(old ? { before: { kid: old.kid } } : {}),
      after: { kid: next.kid, signsFrom: new Date(next.signsFrom).toISOString() },
      actor,
    });
    return next;
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private alone<T>(work: (tx: Tx, keys: SigningKey[]) => Promise<T>): Promise<T> {
    // Keys belong to no tenant.
    return this.database.acrossTenants(async (tx) => {
      await tx.$executeRawUnsafe(`select pg_advisory_xact_lock(${keyLock})`);
      return work(tx, await this.read(tx));
    });
  }

  private async read(tx: Tx): Promise<SigningKey[]> {
    const rows = await tx.signingKey.findMany({
      where: { OR: [{ retiredAt: null }, { retiredAt: { gt: new Date(this.now() - keptMs) } }] },
      orderBy: [{ signsFrom: 'desc' }, { kid: 'asc' }],
    });
    return rows.map(({ kid, publicJwk, sealed, keyId, signsFrom, retiredAt }) => ({
      kid,
      publicJwk: publicJwk as JWK, // written by make below
      sealed,
      keyId,
      signsFrom: signsFrom.getTime(),
      retiredAt: retiredAt?.getTime() ?? null,
    }));
  }

  private async make(tx: Tx, signsFrom: number): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true, crv: 'Ed25519' });
    const bare = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(bare);
    const publicJwk = { ...bare, kid, alg: algorithm, use: 'sig' };
    const sealed = this.keyring.seal(JSON.stringify(await exportJWK(privateKey)), {
      purpose: 'signing-key',
      row: kid,
    });
    await tx.signingKey.create({
      data: { kid, publicJwk, ...sealed, createdAt: this.clock.now(), signsFrom: new Date(signsFrom) },
    });
    return { kid, publicJwk, ...sealed, signsFrom, retiredAt: null };
  }
}
