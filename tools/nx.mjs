/** Runs Nx without its daemon, cloud or plugin processes, so that nothing stays behind when the command ends. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const quiet = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' };
const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
const { status } = spawnSync(process.execPath, [nx, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...quiet, ...process.env },
});
process.exit(status ?? 1);
