/** Hands on what calls cost while they are made, so that those of a worker that is killed are counted too. */
import type { CallCost } from '@cspmexa/contracts';
import type { Coverage } from '@cspmexa/collector-kit';
import { sumOfCosts } from '../scans/scan-costs.js';

export class CostLedger {
  private waiting: readonly CallCost[] = [];
  private writing: Promise<void> = Promise.resolve();

  /** @param write adds costs to those of the scan. */
  constructor(
    private readonly coverage: Pick<Coverage, 'takeCosts'>,
    private readonly write: (costs: readonly CallCost[]) => Promise<void>,
  ) {}

  /** Writes what has come since the last time. What could not be written waits for the next. @throws as `write` does. */
  flush(): Promise<void> {
    const flushed = this.writing.then(() => this.writeWaiting());
    this.writing = flushed.catch(() => undefined);
    return flushed;
  }

  private async writeWaiting(): Promise<void> {
    this.waiting = sumOfCosts([...this.waiting, ...this.coverage.takeCosts()]);
    if (this.waiting.length === 0) return;
    await this.write(this.waiting);
    this.waiting = [];
  }
}
