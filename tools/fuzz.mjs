/** `node tools/fuzz.mjs [--cases 2000] [--seed 7]`: hostile requests for every operation of the OpenAPI document, against a platform of its own. */
import path from 'node:path';
import { node, root } from './run.mjs';

process.exitCode = await node([
  '--disable-warning=ExperimentalWarning',
  '--import',
  path.join(root, 'libs/testkit/src/servers/typescript-hooks.mjs'),
  path.join(root, 'services/standalone/test/fuzz/main.ts'),
  ...process.argv.slice(2),
]);
