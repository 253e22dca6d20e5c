import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Output } from './output.js';

/** A reader that takes nothing until it is told to. */
class SlowReader extends Writable {
  taken = '';
  private readonly waiting: (() => void)[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.waiting.push(() => {
      this.taken += chunk.toString();
      done();
    });
  }

  /** Takes all there is. */
  async take(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      next();
      await new Promise(setImmediate);
    }
  }
}

describe('output', () => {
  it('asks to wait while the reader is behind, and no longer', async () => {
    const reader = new SlowReader();
    const output = new Output(reader);
    expect(output.keptUp()).toBeUndefined();
    let lines = 0;
    while (!output.keptUp()) output.line(`line ${(lines += 1)}`.padEnd(1_000));
    const waits = [output.keptUp(), output.keptUp()];
    await reader.take();
    await Promise.all(waits);
    expect(output.keptUp()).toBeUndefined();
    const ended = output.end();
    await reader.take();
    await ended;
    expect(reader.taken.split('\n')).toHaveLength(lines + 1);
  });

  it('does not wait for a reader that is gone', async () => {
    const reader = new SlowReader();
    const output = new Output(reader);
    while (!output.keptUp()) output.line('x'.repeat(1_000));
    const wait = output.keptUp();
    reader.destroy();
    await expect(wait).resolves.toBeUndefined();
    await expect(output.end()).resolves.toBeUndefined();
  });
});
