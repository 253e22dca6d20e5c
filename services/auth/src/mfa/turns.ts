/** Lets those with the same key go one after another within this process: they would wait for the same row, each with a connection in hand. */
export class Turns {
  private readonly lines = new Map<string, { last: Promise<unknown>; length: number }>();

  /** @param longest how many there may be in a line, the one whose turn it is included. */
  constructor(private readonly longest: number) {}

  /** Runs `fn` when everybody before has ended, however they ended. @returns undefined, at once, when the line is too long. */
  take<T>(key: string, fn: () => Promise<T>): Promise<T> | undefined {
    const line = this.lines.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= this.longest) return undefined;
    this.lines.set(key, line);
    line.length += 1;
    const mine = line.last.then(fn).finally(() => {
      line.length -= 1;
      if (line.length === 0) this.lines.delete(key);
    });
    line.last = mine.catch(() => undefined);
    return mine;
  }
}
