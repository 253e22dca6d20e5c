/** What happens to a unit whose worker gave up or gave no more sign of life. */

/** Tries of a unit in all. */
export const maxAttempts = 3;

/** Back on the queue, or given up. */
export const afterLoss = (attempts: number): 'queue' | 'fail' => (attempts < maxAttempts ? 'queue' : 'fail');

/** How often a worker shows that it lives and looks whether it is still wanted, in milliseconds: cancelling takes no longer than this. */
export const heartbeatMs = (leaseSeconds: number): number => Math.min((leaseSeconds * 1_000) / 3, 2_000);

/** How long a unit rests after its n-th failed try, in milliseconds: what stood in its way may have gone by then. */
export const restMs = (attempts: number): number => 1_000 * 5 ** (attempts - 1);
