/** Makes calls: each in its turn, within the limits, three times at most, and again in later rounds. Counts every request. */
import { setMaxListeners } from 'node:events';
import type { AccountLimits } from './account-limits.js';
import type { BudgetedCall } from './budget/call-budget.js';
import { CallFailure, failureOf, isExpiry, isThrottle, mayPass } from './classify.js';
import type { Clients } from './clients.js';
import type { RequestCounter } from './counted-handler.js';
import type { Coverage } from './coverage.js';
import { LaterRounds, noPauses, usualPauses, type Pauses } from './later-rounds.js';
import { pause, stopped } from './stopped.js';

/** Handed to every `client.send(command, options)`; the clients tell it of each HTTP request, redirects included. */
export interface CallOptions extends RequestCounter {
  readonly abortSignal: AbortSignal;
}

/** A call to be made. */
export interface Call<T> {
  readonly service: string;
  readonly region: string;
  /** The IAM action that it needs. */
  readonly action: string;
  readonly send: (options: CallOptions) => Promise<T>;
  /** Called when it has to wait, so that others can go first. */
  readonly onWait: () => void;
}

export interface CallsSettings {
  readonly clients: Clients;
  readonly coverage: Coverage;
  readonly limits: AccountLimits;
  /** Ends everything: a cancelled scan, a deadline. */
  readonly signal: AbortSignal;
  /** For all tries of one call together, in milliseconds, without what it waits for its turn. Default 10,000. */
  readonly callDeadlineMs?: number;
  /** Before each later round. None by default where a call has fewer than three tries: then someone is waiting. */
  readonly pauses?: Pauses;
}

/** How a try went. */
interface Try<T> {
  readonly turn: BudgetedCall;
  /** The version of the credentials that it was made with. */
  readonly credentials: number;
  readonly result: { readonly answer: T } | { readonly thrown: unknown };
  readonly seconds: number;
}

/** What a wait for a turn may take until others go first, in milliseconds. */
const patience = 300;

export class Calls {
  private readonly rounds = new Map<string, LaterRounds>();
  private readonly pauses: Pauses;
  /** Ends the tries that are under way. One listener for all of them: adding one walks through those that are there. */
  private readonly underWay = new Set<() => void>();

  constructor(private readonly settings: CallsSettings) {
    // Each call that waits for its turn listens as well, and there may be many.
    setMaxListeners(0, settings.signal);
    settings.signal.addEventListener('abort', () => this.underWay.forEach((stop) => stop()), { once: true });
    this.pauses = settings.pauses ?? (settings.clients.maxAttempts < 3 ? noPauses : usualPauses);
  }

  /** @throws CallFailure with the reason, for everything but a good answer. */
  async make<T>(call: Call<T>): Promise<T> {
    const { signal } = this.settings;
    const rounds = this.roundsOf(call);
    for (let round = 0; ; round += 1) {
      const isProbe = await rounds.enter(call.action, signal, call.onWait);
      try {
        const answer = await this.withTries(call);
        rounds.answered();
        return answer;
      } catch (thrown) {
        const failure = failureOf(call.action, thrown);
        if (!mayPass(thrown)) {
          if (!signal.aborted) rounds.answered();
          throw failure;
        }
        rounds.unanswered(failure, isProbe);
        const wait = rounds.pauseBefore(round, failure);
        if (wait === undefined) throw failure;
        call.onWait();
        await pause(call.action, wait, signal);
      }
    }
  }

  private roundsOf({ region, action }: Call<unknown>): LaterRounds {
    const key = `${region} ${action}`;
    const found = this.rounds.get(key) ?? new LaterRounds(this.pauses);
    this.rounds.set(key, found);
    return found;
  }

  private async withTries<T>(call: Call<T>): Promise<T> {
    const { clients, coverage, signal, callDeadlineMs = 10_000 } = this.settings;
    const { action } = call;
    let left = callDeadlineMs;
    let requests = 0;
    const counter: RequestCounter = {
      onRequest: () => coverage.sent(call, (requests += 1) === 1),
      onUnsent: () => coverage.unsent(call, (requests -= 1) === 0),
    };
    for (let tries = 1; ; tries += 1) {
      const { turn, credentials, result, seconds } = await this.inTurn(call, () => this.once(call, left, counter));
      left -= seconds * 1_000;
      coverage.took(call, seconds);
      if ('answer' in result) {
        clients.budget.passed(turn);
        clients.accepted(credentials);
        return result.answer;
      }
      const { thrown } = result;
      if (signal.aborted) throw stopped(action);
      // A CallFailure is of another call, which had to be made first to get credentials; it was counted there.
      const isRefused = !(thrown instanceof CallFailure) && isThrottle(thrown);
      if (isRefused) {
        coverage.throttled(call);
        clients.budget.throttled(turn);
      } else clients.budget.passed(turn);
      if (tries >= clients.maxAttempts) throw thrown;
      if (isExpiry(thrown) && (await clients.renewCredentials(credentials))) continue;
      if (!mayPass(thrown) || left < 1) throw thrown;
      await pause(action, backoff(tries, isRefused), signal);
    }
  }

  /** Runs one try when it is its turn, and a slot is free. */
  private async inTurn<T>(call: Call<T>, once: () => Promise<T>): Promise<Try<T>> {
    const { clients, limits } = this.settings;
    const { service, region, action } = call;
    for (;;) {
      const turn = { region, action };
      await this.turn(turn, call);
      // The narrow limit first: a busy place must not hold the account's slots while its calls wait.
      const tried = await limits.of(service, region).run(() =>
        limits.account.run(async () => {
          // While it waited for a slot, AWS may have asked for less.
          if (clients.budget.isStale(turn)) return undefined;
          const credentials = clients.credentialsVersion;
          const began = performance.now();
          const result = await once().then(
            (answer) => ({ answer }),
            (thrown: unknown) => ({ thrown }),
          );
          return { turn, credentials, result, seconds: (performance.now() - began) / 1_000 };
        }),
      );
      if (tried) return tried;
    }
  }

  /** Waits for the budget, holding no slot. */
  private async turn(turn: BudgetedCall, { action, onWait }: Call<unknown>): Promise<void> {
    const { clients, signal } = this.settings;
    if (signal.aborted) throw stopped(action);
    if (clients.budget.takeTurn(turn)) return;
    const timer = setTimeout(onWait, patience);
    try {
      await clients.budget.turn(turn, signal);
    } catch (thrown) {
      throw signal.aborted ? stopped(action) : thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** One try. Whatever does not end with its time, such as credentials that never come, is left behind. */
  private async once<T>({ action, send }: Call<T>, milliseconds: number, counter: RequestCounter): Promise<T> {
    const { signal } = this.settings;
    if (signal.aborted) throw stopped(action);
    const end = new AbortController();
    let giveUp: (why: Error) => void = () => undefined;
    const givenUp = new Promise<never>((_resolve, reject) => {
      giveUp = (why) => {
        reject(why);
        end.abort();
      };
    });
    const stop = (): void => giveUp(stopped(action));
    const timer = setTimeout(() => giveUp(tookTooLong(milliseconds)), milliseconds);
    this.underWay.add(stop);
    try {
      return await Promise.race([send({ abortSignal: end.signal, ...counter }), givenUp]);
    } finally {
      clearTimeout(timer);
      this.underWay.delete(stop);
    }
  }
}

const tookTooLong = (milliseconds: number): Error =>
  Object.assign(new Error(`AWS gave no whole answer within ${Math.round(milliseconds)} ms.`), { name: 'TimeoutError' });

/** Milliseconds before the next try, up to twice as long after each; those that are told to slow down wait longer. */
const backoff = (tries: number, isThrottled: boolean): number =>
  Math.random() * (isThrottled ? 500 : 100) * 2 ** (tries - 1);
