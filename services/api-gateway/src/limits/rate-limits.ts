/** How many requests a minute an address, a session or a member may make, over all replicas of the gateway. */
import { AppError, type Logger, type Metrics } from '@cspmexa/platform';
import type { Response } from 'express';
import { memoryCounters, windowSeconds, type Count, type Counter, type RateLimitStore } from './counter.js';

/** What becomes of a request that cannot be counted: it is refused, or counted in this process alone. */
export type WhenDown = 'closed' | 'open';

/** Counts a request against a key and writes the RateLimit headers. @throws rate-limited, and unavailable when nobody counts and it must be counted */
export type Limiter = (key: string, response: Response, whenDown: WhenDown) => Promise<void>;

/** Requests a minute. */
export interface RateLimitSettings {
  /** Of an address without a session. */
  readonly perAddress: number;
  /** Of a session or an API token. */
  readonly perToken: number;
  /** Sign-ins of an address. */
  readonly signIns: number;
  /** Expensive requests of a member. */
  readonly expensive: number;
}

export interface RateLimits {
  readonly address: Limiter;
  readonly token: Limiter;
  readonly signIn: Limiter;
  readonly expensive: Limiter;
}

/** How long a store that failed is not asked again, in milliseconds: so that one that is frozen holds up one request, not all of them. */
const restMs = 1_000;
/** How often the log is told of it, in milliseconds. */
const warnEveryMs = 60_000;

/** The limits of the edge over one store. */
export function rateLimits(
  settings: RateLimitSettings,
  store: RateLimitStore,
  { logger, metrics, now = Date.now }: { logger: Logger; metrics: Metrics; now?: () => number },
): RateLimits {
  const uncounted = metrics.counter('rate_limit_store_failures_total', 'Requests that the store did not count.', [
    'then',
  ]);
  const refused = metrics.counter('rate_limited_requests_total', 'Requests that were refused: too many.', ['limit']);
  const alone = memoryCounters();
  let restsUntil = 0;
  let warnedAt = -Infinity;

  const ask = async (count: Counter, key: string): Promise<Count | undefined> => {
    if (now() < restsUntil) return undefined;
    return count(key).catch((error: unknown) => {
      restsUntil = now() + restMs;
      if (now() - warnedAt >= warnEveryMs) {
        warnedAt = now();
        logger.warn(
          { error },
          'the store of the rate limits does not count: sign-ins and expensive requests are refused',
        );
      }
      return undefined;
    });
  };
  const limiterOf = (points: number, name: keyof RateLimits): Limiter => {
    const shared = store.counter(points, name);
    const local = alone.counter(points, name);
    return async (key, response, whenDown) => {
      const counted = await ask(shared, key);
      if (!counted) uncounted.inc({ then: whenDown });
      if (!counted && whenDown === 'closed') throw new AppError('unavailable', { headers: { 'Retry-After': '5' } });
      const { consumed, msLeft } = counted ?? (await local(key));
      const seconds = Math.max(1, Math.ceil(msLeft / 1_000));
      response.set({
        'RateLimit-Limit': String(points),
        'RateLimit-Remaining': String(Math.max(0, points - consumed)),
        'RateLimit-Reset': String(seconds),
        'RateLimit-Policy': `${points};w=${windowSeconds}`,
      });
      if (consumed <= points) return;
      refused.inc({ limit: name });
      throw new AppError('rate-limited', { headers: { 'Retry-After': String(seconds) } });
    };
  };
  return {
    address: limiterOf(settings.perAddress, 'address'),
    token: limiterOf(settings.perToken, 'token'),
    signIn: limiterOf(settings.signIns, 'signIn'),
    expensive: limiterOf(settings.expensive, 'expensive'),
  };
}
