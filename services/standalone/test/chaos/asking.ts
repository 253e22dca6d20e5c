/** A client that asks steadily, tries nothing twice, and notes every answer. */
import { pause } from './until.js';

export interface Answer {
  /** Seconds since the asking began. */
  readonly at: number;
  /** 0: no answer came. */
  readonly status: number;
  readonly ms: number;
  /** What was wrong, for those without an answer. */
  readonly problem?: string;
}

export interface Asking {
  readonly answers: readonly Answer[];
  stop(): Promise<void>;
}

/** Asks `perSecond` times a second until it is stopped. An answer that takes longer than `timeoutMs` is none. */
export function ask(
  request: () => Promise<{ url: string; headers: Record<string, string> }>,
  perSecond: number,
  timeoutMs = 20_000,
): Asking {
  const answers: Answer[] = [];
  const waiting = new Set<Promise<void>>();
  const started = Date.now();
  let isStopped = false;
  const one = async (): Promise<void> => {
    const { url, headers } = await request();
    const asked = Date.now();
    const note = (status: number, problem?: string) =>
      answers.push({
        at: (asked - started) / 1_000,
        status,
        ms: Date.now() - asked,
        ...(problem === undefined ? {} : { problem }),
      });
    try {
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
      await answer.arrayBuffer();
      note(answer.status);
    } catch (error) {
      const { cause } = error as Error; // fetch throws nothing else
      note(0, String(cause ?? error));
    }
  };
  const loop = (async () => {
    while (!isStopped) {
      const work = one();
      waiting.add(work);
      void work.finally(() => waiting.delete(work));
      await pause(1_000 / perSecond);
    }
    await Promise.all(waiting);
  })();
  return {
    answers,
    stop: () => {
      isStopped = true;
      return loop;
    },
  };
}

/** For example p95 of answer times, in milliseconds. */
export function quantile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How often each status came, as a text. */
export function statuses(answers: readonly Answer[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} × ${status || 'no answer'}`).join(', ');
}
