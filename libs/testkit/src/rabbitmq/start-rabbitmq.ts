/** A private RabbitMQ: its own folders, ports and Erlang, no service, no root needed, ends with the process that started it. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@cspmexa/platform';
import { connect } from 'amqplib';
import { installRabbitMq } from './install-rabbitmq.js';

const run = promisify(execFile);

/** Where a RabbitMQ can come from. */
export type RabbitMqSource =
  | { readonly how: 'given'; readonly url: string }
  | { readonly how: 'program'; readonly program: string }
  | { readonly how: 'docker' }
  | { readonly how: 'missing'; readonly reason: string };

/** A broker that answers. */
export interface RabbitMq {
  readonly url: string;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Ends it as kill -9 does. */
  kill(): Promise<void>;
  /** Runs `rabbitmqctl` with these arguments. Throws what it said when it fails. */
  control(...args: string[]): Promise<void>;
}

export interface RabbitMqSettings {
  /** 0 takes a free one. A broker that is to find its queues again needs the port and the folder that it had. */
  readonly port?: number;
  /** Leaves the folder as it is when the broker ends. Not in Docker, where nothing is ever kept. */
  readonly keep?: boolean;
}

/** Debian's own start script in /usr/sbin changes to another user; this one runs as whoever calls it. */
const programs = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
  '/usr/local/opt/rabbitmq/sbin/rabbitmq-server',
];

/** Looks for a program, then installs one where that is allowed, then looks for Docker. */
export async function findRabbitMq(): Promise<RabbitMqSource> {
  const find = (): RabbitMqSource | undefined => {
    const program = programs.find((candidate) => existsSync(candidate));
    return program ? { how: 'program', program } : undefined;
  };
  const found = find() ?? (installRabbitMq() ? find() : undefined);
  if (found) return found;
  if (spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0) return { how: 'docker' };
  return {
    how: 'missing',
    reason: 'set AMQP_URL, install rabbitmq-server, run as root where apt-get works, or start Docker.',
  };
}

/** Starts it and waits until it answers; throws what it said when it does not. */
export async function startRabbitMq(
  source: RabbitMqSource,
  folder: string,
  settings: RabbitMqSettings = {},
): Promise<RabbitMq> {
  if (source.how === 'missing') throw new Error(source.reason);
  if (source.how === 'given') {
    const control = () => Promise.reject(new Error('This broker belongs to somebody else.'));
    return { url: source.url, stop: async () => undefined, kill: async () => undefined, control };
  }
  return source.how === 'docker' ? startInDocker() : startProgram(source.program, folder, settings);
}

/**
 * Starts the port mapper of Erlang itself, so that it can end it: the broker would leave one behind. The shell ends everything when
 * descriptor 3 is closed, which happens when we die, too.
 */
const script = `
epmd -port "$ERL_EPMD_PORT" & mapper=$!
"$0" </dev/null 3<&- & server=$!
( while read -r _; do :; done; kill -TERM $server ) <&3 2>/dev/null &
while kill -0 $server 2>/dev/null; do wait $server; done
kill $mapper
[ -n "$2" ] || rm -rf "$1"
kill -KILL 0`;

async function startProgram(
  program: string,
  folder: string,
  { port: wanted = 0, keep = false }: RabbitMqSettings,
): Promise<RabbitMq> {
  const [port, distribution, mapper] = [wanted || (await freePort()), await freePort(), await freePort()];
  for (const name of ['home', 'data', 'log']) mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'enabled_plugins'), '[].');
  writeFileSync(
    path.join(folder, 'rabbitmq.conf'),
    `listeners.tcp.default = 127.0.0.1:${port}\nlog.console = true\nlog.console.level = warning\n`,
  );
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin',
    LANG: 'C.UTF-8',
    HOME: path.join(folder, 'home'),
    RABBITMQ_NODENAME: `test${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: path.join(folder, 'data'),
    RABBITMQ_LOG_BASE: path.join(folder, 'log'),
    RABBITMQ_PID_FILE: path.join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapper),
  };
  const child = spawn('/bin/sh', ['-c', script, program, folder, keep ? 'keep' : ''], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => (said = (said + String(text)).slice(-4_000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.stdio[3]?.destroy();
    await ended;
  };
  const kill = async () => {
    process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 'SIGKILL');
    await ended;
  };
  const control = async (...args: string[]) => {
    await run(path.join(path.dirname(program), 'rabbitmqctl'), args, { env, cwd: folder });
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  const isUp = await answers(url, 60_000, () => child.exitCode === null && child.signalCode === null);
  if (isUp) return { url, stop, kill, control };
  await stop();
  throw new Error(`RabbitMQ did not start: ${said}`);
}

async function startInDocker(): Promise<RabbitMq> {
  const docker = (...args: string[]) => spawnSync('docker', args, { encoding: 'utf8' }).stdout.trim();
  const container = docker('run', '--rm', '--detach', '--publish', '127.0.0.1::5672', 'rabbitmq:4');
  const stop = async () => void docker('stop', '--time', '5', container);
  const url = `amqp://guest:guest@${docker('port', container, '5672/tcp').split('\n')[0] ?? ''}`;
  const kill = async () => void docker('kill', container);
  const control = async (...args: string[]) => void (await run('docker', ['exec', container, 'rabbitmqctl', ...args]));
  if (container && (await answers(url, 60_000, () => true))) return { url, stop, kill, control };
  await stop();
  throw new Error('The RabbitMQ container did not start.');
}

async function answers(url: string, milliseconds: number, isAlive: () => boolean): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end && isAlive();) {
    const connection = await connect(url, { timeout: 2_000 }).catch(() => undefined);
    if (connection) {
      await connection.close();
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
