/** Waiting for what other processes do. */

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is true, and returns after how many seconds that was. @throws with what was waited for when the time is up. */
export async function until(
  what: string,
  milliseconds: number,
  isSo: () => boolean | string | Promise<boolean | string>,
  everyMs = 100,
): Promise<number> {
  const started = Date.now();
  for (;;) {
    const answer = await isSo();
    if (answer === true) return (Date.now() - started) / 1_000;
    if (Date.now() - started > milliseconds)
      throw new Error(
        `It took more than ${milliseconds / 1_000} s until ${what}${typeof answer === 'string' ? `: ${answer}` : '.'}`,
      );
    await pause(everyMs);
  }
}
