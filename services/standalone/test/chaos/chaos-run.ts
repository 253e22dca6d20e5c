/** One run of the chaos tests: their options, their order of chance, and what became of each. */
import { type ChaosServers } from './chaos-servers.js';
import { seededRandom, type Random } from './random.js';

export interface ChaosOptions {
  /** Decides everything that is left to chance. */
  readonly seed: number;
  /** How often a test of chance is repeated. */
  readonly rounds: number;
  /** Of the account that is scanned. */
  readonly resources: number;
  /** How long the soak lasts. */
  readonly minutes: number;
  /** A suite's id, or `id/part of a test's name`. */
  readonly only: string | undefined;
}

/** Tests that belong to one promise. */
export interface Suite {
  /** The promise's id. */
  readonly id: string;
  readonly title: string;
  readonly run: (run: ChaosRun) => Promise<void>;
}

/** One line of the table at the end. */
export interface Outcome {
  readonly id: string;
  readonly test: string;
  readonly result: 'ok' | 'FAILED';
  readonly seconds: number;
  readonly facts: string;
}

export class ChaosRun {
  readonly outcomes: Outcome[] = [];
  readonly random: Random;
  private id = '';

  constructor(
    readonly options: ChaosOptions,
    readonly servers: ChaosServers,
    private readonly say: (line: string) => void,
  ) {
    this.random = seededRandom(options.seed);
  }

  /** Whether somebody asked for this suite, and, where a name is given, for this test. */
  wants(id: string, test?: string): boolean {
    const [wanted, part] = (this.options.only ?? '').split('/');
    if (!wanted) return true;
    if (wanted !== id) return false;
    return !part || test === undefined || test.includes(part);
  }

  async suite({ id, title, run }: Suite): Promise<void> {
    if (!this.wants(id)) return;
    this.id = id;
    this.say(`\n${id}: ${title}`);
    const before = this.outcomes.length;
    await run(this).catch((error: unknown) => this.note('the suite itself', Date.now(), [], error));
    if (this.outcomes.length === before && !this.options.only)
      this.note('the suite itself', Date.now(), ['no test ran']);
  }

  /** Runs a test; its failure is noted and the next one runs. `tell` adds a fact to its line. */
  async test(name: string, work: (tell: (fact: string) => void) => Promise<void>): Promise<void> {
    if (!this.wants(this.id, name)) return;
    const started = Date.now();
    const facts: string[] = [];
    await work((fact) => facts.push(fact)).then(
      () => this.note(name, started, facts),
      (error: unknown) => this.note(name, started, facts, error),
    );
  }

  /** A line of progress. */
  progress(line: string): void {
    this.say(`    ${line}`);
  }

  private note(test: string, started: number, facts: readonly string[], error?: unknown): void {
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const result = error === undefined ? 'ok' : 'FAILED';
    this.outcomes.push({ id: this.id, test, result, seconds, facts: facts.join('; ') });
    this.say(`  ${result.padEnd(6)} ${test} (${seconds} s)${facts.length > 0 ? `: ${facts.join('; ')}` : ''}`);
    if (error !== undefined) this.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
