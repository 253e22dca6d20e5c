/** Waits for something that happens by itself. */

/** Calls `check` until it no longer throws, and returns what it returned; throws its last error after `milliseconds` (5,000). */
export async function eventually<T>(check: () => T | Promise<T>, milliseconds = 5_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
