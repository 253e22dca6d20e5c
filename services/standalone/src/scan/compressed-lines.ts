/** Many lines of text that wait in memory, compressed: a tenth of what they would take. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** How much text, in characters, is compressed together. */
const blockSize = 64 * 1024;

/** Lines in the order they came. None may hold a line end. */
export class CompressedLines implements Iterable<string> {
  private readonly blocks: Buffer[] = [];
  private open: string[] = [];
  private size = 0;

  add(line: string): void {
    this.open.push(line);
    this.size += line.length;
    if (this.size < blockSize) return;
    // A copy: what zlib gives back is a piece of a buffer several times as large.
    this.blocks.push(Buffer.from(deflateRawSync(this.open.join('\n'), { level: 1 })));
    this.open = [];
    this.size = 0;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const block of this.blocks) yield* inflateRawSync(block).toString().split('\n');
    yield* this.open;
  }
}
