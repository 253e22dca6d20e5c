/** A real PostgreSQL without installing one: started beside us, stopped with us, even when we are killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { postgresBinaries } from './binaries.js';
import { embeddedUrl, initialise, openDataFolder } from './data-folder.js';
import { clearPredecessor } from './predecessor.js';
import { unprivilegedUser } from './unprivileged-user.js';

export interface PostgresOptions {
  /** Where data and password are kept. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** False trades safety against power loss for speed: for tests. */
  readonly durable?: boolean;
  /** More server settings, by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running server. */
export interface EmbeddedPostgres {
  /** postgresql://postgres:…@127.0.0.1:port, with the password and without a database. */
  readonly url: string;
  readonly port: number;
  /** Where the data really are. */
  readonly directory: string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in order: open transactions are rolled back. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * The shell waits for the server and watches descriptor 3, whose other end is ours: when we die, even by SIGKILL, it reads the end
 * of the file and shuts the server down.
 */
const watchdog = `
"$0" "$@" </dev/null 3<&- & server=$!
trap 'kill -INT $server' INT TERM
( while read -r _; do :; done; kill -INT $server ) <&3 2>/dev/null & watcher=$!
wait $server; status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $watcher 2>/dev/null
exit $status`;

const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts the server, creating its data on the first run. Throws a sentence that says what to do when it cannot. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser();
  const binaries = postgresBinaries(user);
  const folder = openDataFolder(options.directory, user);
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: os.tmpdir(),
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: path.join(binaries, 'lib'),
  };
  initialise(folder, binaries, user, env);
  await clearPredecessor(folder);
  const port = options.port || (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(options.durable === false ? unsafe : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    '/bin/sh',
    ['-c', watchdog, path.join(binaries, 'bin/postgres'), '-D', folder.data, '-p', String(port), ...flags],
    // A group of its own: Ctrl-C reaches us alone, and we stop it in order.
    {
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      env,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      // A server that ended at once may have ended before the watcher could be told to: this tells it in any case.
      child.stdio[3]?.destroy();
      resolve(rmSync(folder.owner, { force: true }));
    });
  });
  writeFileSync(folder.owner, String(process.pid), { mode: 0o600 });
  await ready(child, port);
  return {
    url: embeddedUrl(folder, port),
    port,
    directory: folder.root,
    ended,
    stop: () => {
      child.stdio[3]?.destroy();
      return ended;
    },
  };
}

/** Resolves when the server takes connections; rejects with the end of its log when it ends before. */
function ready(child: ChildProcess, port: number): Promise<void> {
  let log = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.stdio[3]?.destroy();
      reject(new Error(`The embedded PostgreSQL did not start within 60 s: ${log}`));
    }, 60_000);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4_000);
      if (!/ready to accept connections/.test(log)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('error', reject);
    // Not its exit: the end of its log may still be on its way then.
    child.once('close', () => {
      clearTimeout(timer);
      const taken = /Address already in use/.test(log);
      reject(
        new Error(
          taken
            ? `Port ${port} is taken: choose another one for the embedded PostgreSQL.`
            : `The embedded PostgreSQL did not start: ${log}`,
        ),
      );
    });
  });
}

/** A port on loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // Always an AddressInfo: it listens on TCP.
  server.close();
  await once(server, 'close');
  return port;
}
