/** Counts in a Redis that the replicas share. */
import type { Logger } from '@cspmexa/platform';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { counterOf, storePatienceMs, windowSeconds, type RateLimitStore } from './counter.js';

/** Keys begin with it, so that the server may hold other things. */
const prefix = 'cspmexa';

/** `url` is redis://… or, over TLS, rediss://…. */
export async function redisCounters(url: string, logger: Logger): Promise<RateLimitStore> {
  const client = new Redis(url, {
    lazyConnect: true,
    // A request that finds no connection hears so at once; the connection is made again in the background.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: storePatienceMs,
    commandTimeout: storePatienceMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  client.on('error', () => undefined); // The next request says it.
  await client.connect().catch((error: unknown) => logger.warn({ error }, 'the store of the rate limits is away'));
  return {
    counter: (points, name) =>
      counterOf(
        new RateLimiterRedis({
          storeClient: client,
          rejectIfRedisNotReady: true,
          points,
          duration: windowSeconds,
          keyPrefix: `${prefix}:${name}`,
        }),
      ),
    close: async () => client.disconnect(),
  };
}
