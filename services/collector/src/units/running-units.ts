/** The units that this process is collecting, so that they can be stopped without waiting for their next sign of life. */

/** Why a unit was stopped: it is no longer ours or wanted (`abandoned`), the process ends (`stopping`), or it took too long (`deadline`). */
export type StopReason = 'abandoned' | 'stopping' | 'deadline';

/** Thrown through the AbortSignal of a unit. */
export class UnitStopped extends Error {
  override readonly name = 'UnitStopped';
  constructor(readonly why: StopReason) {
    super(why === 'deadline' ? 'The unit took too long.' : 'The unit was stopped.');
  }
}

export class RunningUnits {
  private readonly controllers = new Map<AbortController, string>();
  private isEnding = false;

  /** Registers a unit of a scan; `done` takes it out again. */
  add(scanId: string): { readonly controller: AbortController; done(): void } {
    const controller = new AbortController();
    this.controllers.set(controller, scanId);
    // Taken just before the process began to end.
    if (this.isEnding) controller.abort(new UnitStopped('stopping'));
    return { controller, done: () => void this.controllers.delete(controller) };
  }

  /** Stops the units of a scan that was cancelled. */
  abandon(scanId: string): void {
    for (const [controller, of] of this.controllers) if (of === scanId) controller.abort(new UnitStopped('abandoned'));
  }

  /** Stops them all, because the process ends. */
  stopAll(): void {
    this.isEnding = true;
    for (const controller of this.controllers.keys()) controller.abort(new UnitStopped('stopping'));
  }

  get size(): number {
    return this.controllers.size;
  }
}
