/** Before the integration tests: one PostgreSQL, and one RabbitMQ for whoever asks, in a process that ends with this one. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const hooks = pathToFileURL(path.join(import.meta.dirname, 'servers/typescript-hooks.mjs')).href;
const servers = path.join(import.meta.dirname, 'servers/test-servers.ts');

export default async function setUp() {
  const child = spawn(process.execPath, ['--import', hooks, servers], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C ends us, and our end ends it in order.
    detached: true,
  });
  const environment = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The servers for the integration tests did not start (exit ${code}).`)),
    );
  });
  Object.assign(process.env, environment);
  if (environment.TEST_RABBITMQ_MISSING) {
    console.warn(`\nTESTS OVER RABBITMQ ARE SKIPPED: ${environment.TEST_RABBITMQ_MISSING}\n`);
  }
  globalThis.cspmexaTestServers = child;
}
