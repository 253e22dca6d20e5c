/** Standard output, for results that are many and for readers that leave early. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** How many characters are written at once. */
const chunkSize = 256 * 1024;

/** Lines in large writes. Once the reader is gone nothing is written any more. */
export class Output {
  private chunk: string[] = [];
  private size = 0;
  /** Lines so far. */
  lines = 0;

  constructor(private readonly stream: Writable) {}

  /** True when the reader has closed its end. */
  get closed(): boolean {
    return this.stream.destroyed || this.stream.errored !== null;
  }

  line(text: string): void {
    this.lines += 1;
    this.chunk.push(text, '\n');
    this.size += text.length + 1;
    if (this.size >= chunkSize) this.flush();
  }

  /** Writes what is left, and waits until the reader has taken it or is gone. */
  async end(): Promise<void> {
    this.flush();
    // A reader that is gone is told of in an event of its own.
    await setImmediate();
    if (this.closed || !this.stream.writableNeedDrain) return;
    const waiting = new AbortController();
    const options = { signal: waiting.signal };
    // Whichever comes first; an error event rejects `once`, and then `closed` tells.
    await Promise.race([once(this.stream, 'drain', options), once(this.stream, 'close', options)]).catch(() => undefined);
    waiting.abort();
  }

  private flush(): void {
    if (this.size > 0 && !this.closed) this.stream.write(this.chunk.join(''));
    this.chunk = [];
    this.size = 0;
  }
}

/**
 * Keeps a closed pipe (`| head -1`) from ending the program with a stack trace: `onClosed` is called for standard output, and nothing at
 * all happens for standard error. @returns the function that ends this.
 */
export function quietWhenClosed(stdout: Writable, stderr: Writable, onClosed: () => void): () => void {
  const quiet = (then: () => void) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    then();
  };
  const [onOut, onErr] = [quiet(onClosed), quiet(() => undefined)];
  stdout.on('error', onOut);
  stderr.on('error', onErr);
  return () => {
    stdout.removeListener('error', onOut);
    stderr.removeListener('error', onErr);
  };
}
