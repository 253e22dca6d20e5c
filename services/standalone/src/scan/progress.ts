/** How far a scan is, for a person who waits. */
import type { Progress } from './scan-account.js';

const everyMs = 5_000;

/** Draws one line that is overwritten at a terminal; elsewhere says something every five seconds. */
export function progressTo(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let spoken = performance.now();
  return ({ unitsDone, units, resources, calls, last }) => {
    const done = unitsDone === units;
    const where = last ? ` ${last.service} ${last.region}` : '';
    const line = `scanning ${unitsDone}/${units} units, ${resources} resources, ${calls} calls${where}`;
    if (stream.isTTY) stream.write(`\r\u001b[2K${line}${done ? '\n' : ''}`);
    else if (done || performance.now() - spoken > everyMs) {
      spoken = performance.now();
      stream.write(`${line}\n`);
    }
  };
}
