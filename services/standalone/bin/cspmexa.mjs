#!/usr/bin/env node
// Builds on the first call of a fresh checkout, then runs the built program.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';

module.enableCompileCache?.(); // starts a fifth faster from the second time on
const root = path.resolve(import.meta.dirname, '../../..');
const built = path.join(import.meta.dirname, '../dist/main.js');
if (!fs.existsSync(built)) {
  process.stderr.write('cspmexa: building (first run of this checkout)\n');
  const tool = path.join(root, 'tools/nx.mjs');
  const build = spawnSync(process.execPath, [tool, 'run-many', '-t', 'build', '--exclude', '@cspmexa/frontend'], {
    cwd: root,
    env: { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}` },
    stdio: ['ignore', 2, 2],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
const { main } = await import(built);
process.exitCode = await main(process.argv.slice(2));
