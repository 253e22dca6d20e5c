/** Runs a program of the workspace with its own node_modules first in PATH, and gives back its exit code. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const bin = path.join(root, 'node_modules/.bin');

/** @returns {Promise<number>} the exit code; 1 when a signal ended it. */
export const run = (command, args, { cwd = root, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...env },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });

/** Runs one of the workspace's Node programs. */
export const node = (args, options) => run('node', args, options);

/** Runs targets of all projects through Nx, from its cache where nothing changed. */
export const nx = (targets, extra = []) =>
  node([path.join(root, 'tools/nx.mjs'), 'run-many', '-t', targets, '--output-style=static', ...extra]);
