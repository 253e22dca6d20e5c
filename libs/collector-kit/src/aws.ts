/** What a collector calls AWS through: it bounds, times, counts and classifies every call. */
import { setTimeout } from 'node:timers/promises';
import type { Place } from '@cspmexa/resources';
import { attemptsOf, CallFailure, failureOf, malformed } from './classify.js';
import type { Clients } from './clients.js';
import type { Coverage } from './coverage.js';
import { Limit } from './limit.js';
import { unknown, type Unknown } from '@cspmexa/resources';

/** Handed to every `client.send(command, options)`. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

/** Limits that all units of one account share. */
export class AccountLimits {
  private readonly perPlace = new Map<string, Limit>();
  readonly account: Limit;

  /** @param account calls in flight for the account; @param place calls in flight for one service in one region. */
  constructor(
    account = 48,
    private readonly place = 16,
  ) {
    this.account = new Limit(account);
  }

  of(service: string, region: string): Limit {
    const key = `${service}/${region}`;
    const limit = this.perPlace.get(key) ?? new Limit(this.place);
    this.perPlace.set(key, limit);
    return limit;
  }
}

export interface AwsSettings {
  readonly clients: Clients;
  readonly coverage: Coverage;
  readonly limits: AccountLimits;
  /** Of the unit: its service and region. */
  readonly service: string;
  readonly place: Place;
  /** Ends everything: a cancelled scan, a deadline. */
  readonly signal: AbortSignal;
  /** For a call with all its tries, in milliseconds. Default 60,000. */
  readonly callDeadlineMs?: number;
}

/** A list as far as it could be read; `hole` says why it is not whole. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly hole?: Unknown;
}

/** AWS as one unit sees it. */
export class Aws {
  readonly clients: Clients;
  readonly place: Place;

  /**
   * @param answers error codes that count as answers; @param sources what the unit loaded already. Both come from
   * `expecting`.
   */
  constructor(
    private readonly settings: AwsSettings,
    private readonly answers: ReadonlySet<string> = new Set(),
    private readonly sources = new Map<object, Promise<unknown>>(),
  ) {
    this.clients = settings.clients;
    this.place = settings.place;
  }

  /**
   * The same unit, for calls in which these error codes are answers: they are thrown all the same, but coverage counts
   * them as ok.
   */
  expecting(codes: Iterable<string>): Aws {
    return new Aws(this.settings, new Set(codes), this.sources);
  }

  /** True once the scan was stopped. */
  get stopped(): boolean {
    return this.settings.signal.aborted;
  }

  get coverage(): Coverage {
    return this.settings.coverage;
  }
  get service(): string {
    return this.settings.service;
  }

  /**
   * Makes one call. `action` is the IAM action it needs; `region` where it goes, if not the unit's.
   * @throws CallFailure with the reason, for everything but a good answer.
   */
  async call<T>(action: string, send: (options: CallOptions) => Promise<T>, region = this.place.region): Promise<T> {
    const { service, limits, coverage, signal, callDeadlineMs = 60_000 } = this.settings;
    // The narrow limit first: a busy place must not hold the account's slots while its calls wait.
    return limits.of(service, region).run(() =>
      limits.account.run(async () => {
        if (signal.aborted) throw new CallFailure(unknown('failed', action, 'The scan was stopped.'), 'Stopped');
        const started = performance.now();
        try {
          const answer = await send({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(callDeadlineMs)]) });
          coverage.record({ service, region, action }, seconds(started), attemptsOf(answer));
          return answer;
        } catch (thrown) {
          const failure = failureOf(action, thrown);
          if (this.answers.has(failure.code))
            coverage.record({ service, region, action }, seconds(started), attemptsOf(thrown));
          else coverage.recordFailure({ service, region }, failure.unknown, seconds(started), attemptsOf(thrown));
          throw failure;
        }
      }),
    );
  }

  /**
   * Reads every page of a list. What was read before a page failed is kept, with the hole named.
   * @param send makes the call for one page; @param read takes the items (undefined: the answer lacks the list) and the
   * next token from it.
   */
  async list<Output, Item>(
    action: string,
    send: (token: string | undefined, options: CallOptions) => Promise<Output>,
    read: (output: Output) => { items: readonly Item[] | undefined; next?: string | undefined },
    region = this.place.region,
  ): Promise<Listing<Item>> {
    const items: Item[] = [];
    const tokens = new Set<string>();
    let token: string | undefined;
    let empty = 0;
    try {
      for (;;) {
        const page = readPage(action, await this.call(action, (options) => send(token, options), region), read);
        for (const item of page.items) items.push(item);
        if (!page.next) return { items };
        if (tokens.has(page.next)) throw malformed(action, 'AWS gave the same page token twice.');
        empty = page.items.length === 0 ? empty + 1 : 0;
        if (empty >= emptyPagesAtMost) throw malformed(action, `AWS gave ${empty} pages without items.`);
        tokens.add(page.next);
        token = page.next;
      }
    } catch (thrown) {
      const { unknown: hole } = failureOf(action, thrown);
      if (hole.reason === 'malformed') this.blind(hole);
      return { items, hole };
    }
  }

  /** The value of a source, loaded once per unit however many collectors read it. */
  load<T>(source: { readonly load: (aws: Aws) => Promise<T> }): Promise<T> {
    const found = this.sources.get(source) ?? source.load(this);
    this.sources.set(source, found);
    return found as Promise<T>; // filed under the source itself, so it is the source's type
  }

  /** Waits, for an answer that AWS needs time for. @throws CallFailure when the scan is stopped meanwhile. */
  async wait(action: string, milliseconds: number): Promise<void> {
    try {
      await setTimeout(milliseconds, undefined, { signal: this.settings.signal });
    } catch {
      throw new CallFailure(unknown('failed', action, 'The scan was stopped.'), 'Stopped');
    }
  }

  /** Notes something that stays unknown although the call succeeded. */
  blind(why: Unknown, resourceArn?: string, region = this.place.region): void {
    this.settings.coverage.recordBlind({ service: this.settings.service, region }, why, resourceArn);
  }
}

/** Pages without items in a row: AWS gives some, an endless chain of them is a fault. */
const emptyPagesAtMost = 1_000;

/** The items and the next token of a page. @throws CallFailure when the answer is not such a page. */
function readPage<Output, Item>(
  action: string,
  output: Output,
  read: (output: Output) => { items: readonly Item[] | undefined; next?: string | undefined },
): { items: readonly Item[]; next: string | undefined } {
  try {
    const { items, next } = read(output);
    if (!Array.isArray(items)) throw malformed(action, 'The answer lacks its list.');
    if (next !== undefined && typeof next !== 'string') throw malformed(action, 'The page token is not text.');
    return { items, next };
  } catch (thrown) {
    if (thrown instanceof CallFailure) throw thrown;
    throw malformed(action, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** All of a list. @throws CallFailure with the hole, if it is not whole. */
export function wholeOf<T>({ items, hole }: Listing<T>): readonly T[] {
  if (hole) throw new CallFailure(hole, 'Incomplete');
  return items;
}

const seconds = (started: number): number => (performance.now() - started) / 1_000;
