/** The keys that sign access tokens, and the tokens themselves. */
import {
  accessTokenLifetime,
  accessTokenType,
  CLOCK,
  sessionClaims,
  type Clock,
  type Session,
} from '@cspmexa/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase } from '../database.js';
import { seal, unseal } from './seal.js';

const algorithm = 'EdDSA';
/** One lock for making the first key, so that replicas that start together agree on it. */
const keyLock = 7_270_001;

interface Signer {
  readonly kid: string;
  readonly key: CryptoKey | Uint8Array;
}

@Injectable()
export class KeyStore implements OnModuleInit {
  private signer: Promise<Signer> | undefined;

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A service that cannot sign does not start. */
  async onModuleInit(): Promise<void> {
    await this.current();
  }

  /** The public keys, retired ones too while their tokens live. */
  async publicKeys(): Promise<JWK[]> {
    await this.current();
    const since = new Date(this.clock.now().getTime() - 2 * accessTokenLifetime * 1_000);
    const keys = await this.database.client.signingKey.findMany({
      where: { OR: [{ retiredAt: null }, { retiredAt: { gt: since } }] },
      orderBy: { createdAt: 'desc' },
    });
    return keys.map(({ publicJwk }) => publicJwk as JWK); // written by generate below
  }

  /** Signs an access token for a session. It lives fifteen minutes. */
  async sign(session: Session): Promise<{ accessToken: string; expiresAt: string }> {
    const { kid, key } = await this.current();
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    const accessToken = await new SignJWT(sessionClaims(session))
      .setProtectedHeader({ alg: algorithm, kid, typ: accessTokenType })
      .setIssuer(this.config.AUTH_ISSUER)
      .setAudience(this.config.AUTH_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + accessTokenLifetime)
      .setJti(crypto.randomUUID())
      .sign(key);
    return { accessToken, expiresAt: new Date((now + accessTokenLifetime) * 1_000).toISOString() };
  }

  private current(): Promise<Signer> {
    this.signer ??= this.load().catch((error: unknown) => {
      this.signer = undefined;
      throw error;
    });
    return this.signer;
  }

  private load(): Promise<Signer> {
    return this.database.transaction(async (tx) => {
      await tx.$executeRawUnsafe(`select pg_advisory_xact_lock(${keyLock})`);
      const found = await tx.signingKey.findFirst({ where: { retiredAt: null }, orderBy: { createdAt: 'desc' } });
      const { kid, sealed } = found ?? (await tx.signingKey.create({ data: await this.generate() }));
      const jwk = this.open(sealed);
      return { kid, key: await importJWK(jwk, algorithm) };
    });
  }

  private open(sealed: string): JWK {
    try {
      return JSON.parse(unseal(sealed, this.config.AUTH_SECRET)) as JWK; // sealed by generate below
    } catch (cause) {
      throw new Error(
        'AUTH_SECRET is not the one that the signing keys were sealed with: give the service its old one.',
        { cause },
      );
    }
  }

  private async generate() {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true, crv: 'Ed25519' });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    return {
      kid,
      publicJwk: { ...publicJwk, kid, alg: algorithm, use: 'sig' },
      sealed: seal(JSON.stringify(await exportJWK(privateKey)), this.config.AUTH_SECRET),
      createdAt: this.clock.now(),
    };
  }
}
