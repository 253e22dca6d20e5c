/** Runs the command line as a process of its own, from its sources, with nothing of this machine's AWS configuration. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const hooks = pathToFileURL(path.join(here, '../../../libs/testkit/src/servers/typescript-hooks.mjs')).href;
const program = `
  import { main } from ${JSON.stringify(path.join(here, '../src/main.ts'))};
  process.exitCode = await main(process.argv.slice(1));
`;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called once, at the first output. */
  readonly onFirstOutput?: (child: ChildProcess) => void;
}

/** What Node has to be given to run `cspmexa ...args` from its sources. */
export const programOf = (args: readonly string[]): string[] => [
  '--import',
  hooks,
  '--input-type=module',
  '--eval',
  program,
  '--',
  ...args,
];

/** Runs `cspmexa ...args`. */
export function runCli(args: readonly string[], { env = {}, onFirstOutput }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, programOf(args), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...nowhere, ...env },
  });
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') onFirstOutput?.(child);
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** No shared files, and no metadata service to wait for. */
const nowhere = {
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};
