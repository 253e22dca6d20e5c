/** Time as an argument: decisions and stores read the clock that they were given. */

/** Tells the time. */
export interface Clock {
  now(): Date;
}

/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** The time of the machine. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved, for tests and replays. */
export interface FixedClock extends Clock {
  /** Moves it forward, in milliseconds. */
  advance(milliseconds: number): void;
  set(time: Date | string): void;
}

/** A clock that stands at `time` (a Date or an ISO 8601 text). */
export function fixedClock(time: Date | string): FixedClock {
  let now = new Date(time);
  return {
    now: () => new Date(now),
    advance: (milliseconds) => {
      now = new Date(now.getTime() + milliseconds);
    },
    set: (to) => {
      now = new Date(to);
    },
  };
}
