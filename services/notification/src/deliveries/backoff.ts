/** When a mail that could not be sent is tried again. Pure. */

const waitsMs = [30_000, 120_000, 600_000, 3_600_000, 4 * 3_600_000, 12 * 3_600_000];

/** A mail is tried so often, whatever became of the tries. */
export const maxTries = waitsMs.length + 1;

/** Milliseconds until the next try after `attempts` tries; undefined when it is given up, after less than a day. */
export const nextTry = (attempts: number): number | undefined => waitsMs[attempts - 1];
