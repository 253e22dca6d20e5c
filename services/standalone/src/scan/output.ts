/** Standard output, for results that are many. */
import type { Writable } from 'node:stream';

/** How many characters are written at once. */
const chunkSize = 256 * 1024;

/** Lines in large writes. */
export class Output {
  private chunk: string[] = [];
  private size = 0;
  private behind: Promise<void> | undefined;
  /** Lines so far. */
  lines = 0;

  constructor(private readonly stream: Writable) {}

  line(text: string): void {
    this.lines += 1;
    this.chunk.push(text, '\n');
    this.size += text.length + 1;
    if (this.size >= chunkSize) this.flush();
  }

  /** A promise while the reader is behind; whoever makes lines waits for it, so that they do not pile up here. */
  keptUp(): Promise<void> | undefined {
    if (!this.stream.writableNeedDrain || this.stream.destroyed) return undefined;
    this.behind ??= new Promise((resolve) => {
      const goOn = (): void => {
        this.stream.off('drain', goOn).off('close', goOn);
        this.behind = undefined;
        resolve();
      };
      this.stream.on('drain', goOn).on('close', goOn);
    });
    return this.behind;
  }

  /** Writes what is left, and waits until the reader has taken it. */
  async end(): Promise<void> {
    this.flush();
    await this.keptUp();
  }

  private flush(): void {
    if (this.size > 0) this.stream.write(this.chunk.join(''));
    this.chunk = [];
    this.size = 0;
  }
}
