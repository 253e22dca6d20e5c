/** One service as a process that can be killed, frozen, armed with a fault and started again. */
import { appendFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import type { FaultPoint } from '@cspmexa/platform';
import { runTypeScript } from '@cspmexa/testkit';
import { until } from './until.js';

export interface ServiceSettings {
  /** For example collector-1. */
  readonly name: string;
  /** Its main.ts, or what that was built to. */
  readonly file: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Where what it says is added. */
  readonly log: string;
}

/** A fault to start with. */
export interface Arming {
  readonly point: FaultPoint;
  /** At which time of reaching it. */
  readonly at?: number;
  readonly action?: 'kill' | 'throw' | 'stall';
}

/** Processes that run now: none outlives us. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class ServiceProcess {
  private child: ChildProcess | undefined;
  private seen = 0;

  constructor(private readonly settings: ServiceSettings) {}

  get name(): string {
    return this.settings.name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** How often a fault has shown since the last start. */
  get faults(): number {
    return this.seen;
  }

  /** Resolves when it is ready. */
  async start(arming?: Arming): Promise<void> {
    this.launch(arming);
    await this.ready();
  }

  /** Without waiting for it. */
  launch(arming?: Arming): void {
    if (this.isRunning) throw new Error(`${this.name} runs already.`);
    const { file, env, port, log } = this.settings;
    this.seen = 0;
    const given = { HOST: '127.0.0.1', ...env, PORT: String(port), ...(arming ? environmentOf(arming) : {}) };
    const child = file.endsWith('.ts') ? runTypeScript(file, [], given, 'pipe') : runBuilt(file, given);
    this.child = child;
    running.add(child);
    child.once('exit', (code, signal) => {
      running.delete(child);
      appendFileSync(log, `--- ${this.name} ended: ${signal ?? code}\n`);
    });
    appendFileSync(log, `--- ${this.name} is started${arming ? ` with ${JSON.stringify(arming)}` : ''}\n`);
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        readline.createInterface({ input: stream }).on('line', (line) => {
          if (line.startsWith('fault point ')) this.seen += 1;
          appendFileSync(log, `${line}\n`);
        });
  }

  /** Waits until it says that it is ready. @throws when it ends instead. */
  async ready(milliseconds = 60_000): Promise<void> {
    await until(`${this.name} is ready`, milliseconds, async () => {
      if (!this.isRunning) throw new Error(`${this.name} ended while it started: see ${this.settings.log}.`);
      return (await this.readiness()) === 200;
    });
  }

  /** The status of its readiness; 0 without an answer. */
  readiness(): Promise<number> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    if (this.child && this.isRunning) await once(this.child, 'exit');
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.signal(signal);
    await this.ended();
  }
}

const environmentOf = ({ point, at = 1, action = 'kill' }: Arming): Record<string, string> => ({
  FAULT_POINT: point,
  FAULT_POINT_AT: String(at),
  FAULT_POINT_ACTION: action,
});

const runBuilt = (file: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
