/** Sleeps until woken or until the time is up. A wake that comes before the sleep is not lost. */
export class Gate {
  private isOpen = false;
  private release: (() => void) | undefined;
  private readonly timers = new Set<NodeJS.Timeout>();

  /** `pollMs`: the longest sleep. */
  constructor(private readonly pollMs: number) {}

  open(): void {
    this.isOpen = true;
    this.release?.();
  }

  /** Opens later, so that a short wait is not rounded up to the poll. Longer ones are left to the poll. */
  openIn(milliseconds: number): void {
    if (milliseconds >= this.pollMs) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.open();
    }, milliseconds);
    this.timers.add(timer.unref());
  }

  async wait(): Promise<void> {
    if (!this.isOpen) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.pollMs);
        this.release = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.release = undefined;
    this.isOpen = false;
  }
}
