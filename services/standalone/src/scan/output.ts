/** Standard output, for results that are many. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** How many characters are written at once. */
const chunkSize = 256 * 1024;

/** Lines in large writes. */
export class Output {
  private chunk: string[] = [];
  private size = 0;
  /** Lines so far. */
  lines = 0;

  constructor(private readonly stream: Writable) {}

  line(text: string): void {
    this.lines += 1;
    this.chunk.push(text, '\n');
    this.size += text.length + 1;
    if (this.size >= chunkSize) this.flush();
  }

  /** Writes what is left, and waits until the reader has taken it. */
  async end(): Promise<void> {
    this.flush();
    if (this.stream.writableNeedDrain) await once(this.stream, 'drain');
  }

  private flush(): void {
    if (this.size > 0) this.stream.write(this.chunk.join(''));
    this.chunk = [];
    this.size = 0;
  }
}
