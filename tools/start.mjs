/** `npm start`: builds what changed, then runs everything in one process. Arguments are those of `cspmexa start`. */
import path from 'node:path';
import { nx, root } from './run.mjs';

const built = await nx('build');
if (built !== 0) process.exit(built);
const { main } = await import(path.join(root, 'services/standalone/dist/main.js'));
process.exitCode = await main(['start', ...process.argv.slice(2)]);
