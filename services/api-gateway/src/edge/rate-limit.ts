/** How many requests a minute one session, or one address without a session, may make. */
import { AppError } from '@cspmexa/platform';
import type { RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts a request against a key and writes the RateLimit headers. @throws rate-limited */
export type Limiter = (key: string, response: Response) => Promise<void>;

/** A limiter of this many requests in each minute. */
export function limiterOf(points: number, name: string): Limiter {
  const limiter = new RateLimiterMemory({ points, duration: 60, keyPrefix: name });
  return async (key, response) => {
    const state = await limiter.consume(key).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
    response.set({
      'RateLimit-Limit': String(points),
      'RateLimit-Remaining': String(Math.max(0, state.remainingPoints)),
      'RateLimit-Reset': String(seconds),
    });
    if (state.consumedPoints > points)
      throw new AppError('rate-limited', { headers: { 'Retry-After': String(seconds) } });
  };
}

/** Limits by the address that the connection comes from (behind proxies of ours: the one that they name). */
export const limitByAddress =
  (limit: Limiter): RequestHandler =>
  (request, response, next) => {
    limit(request.ip ?? 'unknown', response).then(() => next(), next);
  };
