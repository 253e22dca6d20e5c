/** A synthetic account behind a local server, in a process of its own, so that what it costs is not counted. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../run.mjs';

/** Starts a server for an account of that size in which each call takes `latencyMs`. */
export async function startAccount(resources, latencyMs) {
  const child = fork(import.meta.filename, [String(resources), String(latencyMs)]);
  const [{ url, accountId }] = await once(child, 'message');
  return {
    url,
    accountId,
    /** Requests that came in so far. */
    async requests() {
      child.send('requests');
      const [{ requests }] = await once(child, 'message');
      return requests;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const [resources, latencyMs] = process.argv.slice(2).map(Number);
  const { startSandboxServer, syntheticAccount } = await import(path.join(root, 'libs/sandbox/dist/index.js'));
  // Dates are relative to the day the account was made: a clock that stands still makes two scans see the same.
  const now = new Date();
  const account = syntheticAccount({ resources, now: () => now });
  account.latencyMs = latencyMs;
  const server = await startSandboxServer(account);
  process.on('message', () => process.send({ requests: server.requests() }));
  process.on('disconnect', () => process.exit());
  process.send({ url: server.url, accountId: account.id });
}
