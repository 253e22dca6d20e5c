/** `npm test`: generates what the tests import, then runs Jest. Arguments are Jest's. */
import path from 'node:path';
import { node, nx, root } from './run.mjs';

const generated = await nx('generate');
if (generated !== 0) process.exit(generated);
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
process.exitCode = await node([
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  jest,
  ...process.argv.slice(2),
]);
