/** After the integration tests: ends the process that holds the servers, and waits until everything is gone. */
import { once } from 'node:events';

export default async function tearDown() {
  const child = globalThis.cspmexaTestServers;
  if (!child || child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin.end();
  await exited;
}
