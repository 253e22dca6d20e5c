/** Whether this process should get work: every dependency answers, and it is not stopping. */

/** The checks of a service. A check throws, or takes more than two seconds, when its dependency is down. */
export class Readiness {
  private readonly checks = new Map<string, () => Promise<unknown>>();
  private stopping = false;

  /** Adds or replaces the check of a dependency. */
  add(name: string, check: () => Promise<unknown>): void {
    this.checks.set(name, check);
  }

  /** From now on not ready, whatever the dependencies say. */
  stop(): void {
    this.stopping = true;
  }

  /** The names of what is down; `stopping` when the service is going away. Reasons stay inside: only names go out. */
  async down(): Promise<string[]> {
    if (this.stopping) return ['stopping'];
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => ((await answers(check)) ? [] : [name])),
    );
    return results.flat();
  }
}

async function answers(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), 2_000);
  });
  const works = Promise.resolve()
    .then(check)
    .then(
      () => true,
      () => false,
    );
  return Promise.race([works, tooSlow]).finally(() => clearTimeout(timer));
}
