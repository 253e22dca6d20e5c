/** Proofs whose refusals are good news: what they ask of AWS costs like everything else, but is no hole. */
import { Coverage } from '@cspmexa/collector-kit';

/** Does some work with a coverage of its own, and adds what it cost, but not how it went, to `coverage`. */
export async function costsAlone<T>(coverage: Coverage | undefined, work: (apart: Coverage) => Promise<T>): Promise<T> {
  const apart = new Coverage();
  try {
    return await work(apart);
  } finally {
    for (const { calls, retries, throttles, seconds, ...call } of apart.costs()) {
      for (let sent = 0; sent < calls + retries; sent += 1) coverage?.sent(call, sent < calls);
      for (let throttled = 0; throttled < throttles; throttled += 1) coverage?.throttled(call);
      coverage?.took(call, seconds);
    }
  }
}
