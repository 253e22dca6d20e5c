/** Runs a TypeScript file as a process of its own, for tests that kill it. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const hooks = pathToFileURL(path.join(import.meta.dirname, 'servers/typescript-hooks.mjs')).href;

/** A child whose stdout is a pipe, and its stderr too where asked for. `env` is added to that of the test. */
export function runTypeScript(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return spawn(process.execPath, ['--import', hooks, file, ...args], {
    stdio: ['pipe', 'pipe', stderr],
    env: { ...inherited(), ...env },
  });
}

/** Jest's own options for Node make no sense in the child. */
function inherited(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}
