/** Signs the tokens of sessions with the key whose time it is. */
import type { AccessToken, SessionState as StateNoun } from '@cspmexa/contracts';
import {
  accessTokenLifetime,
  accessTokenType,
  CLOCK,
  pendingAudience,
  pendingClaims,
  pendingTokenLifetime,
  pendingTokenType,
  sessionClaims,
  type Clock,
  type PendingSession,
  type Session,
} from '@cspmexa/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { CONFIG, type AuthConfig } from '../config.js';
import type { SessionState, TokenBounds } from '../sessions/session-state.js';
import { isDue, signerAt, staleMs } from './rotation.js';
import { algorithm, SigningKeyStore, type SigningKey } from './signing-key.store.js';

/** The keys as they were read, and the private halves that were needed so far. */
interface Known {
  readonly keys: readonly SigningKey[];
  /** In milliseconds. */
  readonly readAt: number;
  readonly opened: Map<string, Promise<CryptoKey | Uint8Array>>;
}

@Injectable()
export class KeyStore implements OnModuleInit {
  private known: Promise<Known> | undefined;

  constructor(
    private readonly keys: SigningKeyStore,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A service that cannot sign does not start. */
  async onModuleInit(): Promise<void> {
    await this.signer();
  }

  /** The public keys: of the one that signs, of one that soon will, and of retired ones while their tokens live. */
  async publicKeys(): Promise<JWK[]> {
    return (await this.current()).keys.map(({ publicJwk }) => publicJwk);
  }

  /** Signs whatever the session is worth: an access token, or the token that opens nothing but the step that it lacks. */
  async signState(state: SessionState): Promise<StateNoun> {
    if (!('lacks' in state)) return { state: 'signed-in', ...(await this.sign(state)) };
    const { accessToken: mfaToken, expiresAt } = await this.signPending(state);
    return { state: state.lacks === 'mfa' ? 'mfa-required' : 'enrolment-required', mfaToken, expiresAt };
  }

  /** Signs an access token. It lives fifteen minutes, or as long as its session. */
  sign(session: Session & TokenBounds): Promise<AccessToken> {
    return this.signed(sessionClaims(session), session, {
      type: accessTokenType,
      audience: this.config.AUTH_AUDIENCE,
      lifetime: accessTokenLifetime,
    });
  }

  private signPending(session: PendingSession & TokenBounds): Promise<AccessToken> {
    return this.signed(pendingClaims(session), session, {
      type: pendingTokenType,
      audience: pendingAudience(this.config.AUTH_AUDIENCE),
      lifetime: pendingTokenLifetime,
    });
  }

  private async signed(
    claims: JWTPayload,
    { tokensFrom = 0, tokensUntil = Infinity }: TokenBounds,
    { type, audience, lifetime }: { readonly type: string; readonly audience: string; readonly lifetime: number },
  ): Promise<AccessToken> {
    const { kid, key } = await this.signer();
    // Tokens of this very second may have been cut: this one is of the next.
    const issuedAt = Math.max(Math.floor(this.clock.now().getTime() / 1_000), tokensFrom);
    const expiresAt = Math.min(issuedAt + lifetime, tokensUntil);
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid, typ: type })
      .setIssuer(this.config.AUTH_ISSUER)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(crypto.randomUUID())
      .sign(key);
    return { accessToken, expiresAt: new Date(expiresAt * 1_000).toISOString() };
  }

  private async signer(): Promise<{ readonly kid: string; readonly key: CryptoKey | Uint8Array }> {
    const { keys, opened } = await this.current();
    const signer = signerAt(keys, this.clock.now().getTime());
    if (!signer) throw new Error('There is no key that signs.'); // the store makes sure that there is one
    const key = opened.get(signer.kid) ?? this.keys.open(signer);
    opened.set(signer.kid, key);
    return { kid: signer.kid, key: await key };
  }

  /** What is known of the keys, read anew when it is old: so every replica finds the next key before its time. */
  private async current(): Promise<Known> {
    const now = this.clock.now().getTime();
    const known = await this.known?.catch(() => undefined);
    if (known && Math.abs(now - known.readAt) < staleMs && signerAt(known.keys, now)) return known;
    // Whoever comes while we read waits for the same answer.
    const reading = this.read(now);
    this.known = reading;
    return reading;
  }

  private async read(now: number): Promise<Known> {
    let keys = await this.keys.all();
    const due = (these: readonly SigningKey[]): boolean => isDue(these, now, this.config.SIGNING_KEY_DAYS);
    if (due(keys)) {
      await this.keys.rotateWhen(due, 'system:keys');
      keys = await this.keys.all();
    }
    return { keys, readAt: now, opened: new Map() };
  }
}
