/**
 * `npm run chaos [-- --only K01] [--seed 7] [--rounds 3] [--resources 2000] [--minutes 120]`: kills, freezes and cuts off services,
 * database, broker and object store while scans run, and compares what comes out with an undisturbed run. See docs/chaos.md.
 */
import path from 'node:path';
import { node, nx, root } from './run.mjs';

// The services run as they are shipped, unless --source asks for their sources.
const prepared = await nx(process.argv.includes('--source') ? 'generate' : 'build');
if (prepared !== 0) process.exit(prepared);
process.exitCode = await node([
  '--disable-warning=ExperimentalWarning',
  '--import',
  path.join(root, 'libs/testkit/src/servers/typescript-hooks.mjs'),
  path.join(root, 'services/standalone/test/chaos/main.ts'),
  ...process.argv.slice(2),
]);
