/** Where requests are counted: in this process, or in a PostgreSQL or Redis that all replicas of the gateway share. */
import type { Logger } from '@cspmexa/platform';
import { memoryCounters, type RateLimitStore } from './counter.js';
import { postgresCounters } from './postgres-counters.js';
import { redisCounters } from './redis-counters.js';

/** The store that a URL names. One that is away keeps nobody from starting. */
export async function openRateLimitStore(url: string, logger: Logger): Promise<RateLimitStore> {
  if (url.startsWith('postgres')) return postgresCounters(url, logger);
  if (url.startsWith('redis')) return redisCounters(url, logger);
  return memoryCounters();
}
