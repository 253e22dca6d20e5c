/** Trades tokens for machines for access tokens, which are all that services know. */
import { createHash } from 'node:crypto';
import { AppError, isApiToken, type VerifiedToken } from '@cspmexa/platform';
import type { AuthClient } from '../auth-client/auth-client.js';

/** For how long an answer of auth holds, in milliseconds: what it knows better reaches us as late as this. */
const heldMs = 2_000;
/** Answers at once; the oldest give way. */
const most = 10_000;

/** An access token that stands for a machine's token, verified. */
export interface TradedToken extends VerifiedToken {
  readonly accessToken: string;
}

export interface ApiTokenSettings {
  readonly auth: Pick<AuthClient, 'openApiTokenSession'>;
  readonly read: (accessToken: string) => Promise<VerifiedToken>;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

export class ApiTokenSessions {
  /** By the hash of the token, the oldest first. */
  private readonly held = new Map<string, { readonly traded: Promise<TradedToken>; readonly until: number }>();

  constructor(private readonly settings: ApiTokenSettings) {}

  /** `address` is where the request comes from. @throws unauthenticated, unavailable */
  async trade(token: string, address: string | null): Promise<TradedToken> {
    // Nobody is asked about what cannot be one.
    if (!isApiToken(token)) throw new AppError('unauthenticated');
    const key = keyOf(token);
    const held = this.held.get(key);
    if (held && this.now() < held.until) return held.traded;
    const traded = this.ask(token, address);
    this.hold(key, traded);
    return traded;
  }

  /** Asks anew the next time. */
  forget(token: string): void {
    this.held.delete(keyOf(token));
  }

  private async ask(token: string, address: string | null): Promise<TradedToken> {
    const { accessToken } = await this.settings.auth.openApiTokenSession(token, address);
    return { accessToken, ...(await this.settings.read(accessToken)) };
  }

  private hold(key: string, traded: Promise<TradedToken>): void {
    this.held.delete(key);
    for (const [oldest, { until }] of this.held) {
      if (this.now() < until && this.held.size < most) break;
      this.held.delete(oldest);
    }
    const entry = { traded, until: this.now() + heldMs };
    this.held.set(key, entry);
    traded.catch(() => {
      if (this.held.get(key) === entry) this.held.delete(key);
    });
  }

  private now(): number {
    return (this.settings.now ?? monotonic)();
  }
}

const keyOf = (token: string): string => createHash('sha256').update(token).digest('base64');

const monotonic = (): number => performance.now();
