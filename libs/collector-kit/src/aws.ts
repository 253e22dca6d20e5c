/** What a collector calls AWS through: it bounds, times, counts and classifies every call. */
import type { Place, Unknown } from '@cspmexa/resources';
import { Calls, type CallOptions, type CallsSettings } from './calls.js';
import { CallFailure, failureOf, malformed } from './classify.js';
import type { Clients } from './clients.js';
import type { Coverage } from './coverage.js';
import { pause } from './stopped.js';

export type { CallOptions } from './calls.js';

export interface AwsSettings extends CallsSettings {
  /** Of the unit: its service and region. */
  readonly service: string;
  readonly place: Place;
}

/** A list as far as it could be read; `hole` says why it is not whole. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly hole?: Unknown;
}

/** A list page by page; in the end, why it is not whole. */
export type Pages<T> = AsyncGenerator<readonly T[], Unknown | undefined>;

/** All pages together. */
export async function listingOf<T>(pages: Pages<T>): Promise<Listing<T>> {
  const items: T[] = [];
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return value ? { items, hole: value } : { items };
    for (const item of value) items.push(item);
  }
}

/** What an Aws shares with those that are made of it: the unit's calls, and what it loaded already. */
interface Shared {
  readonly calls: Calls;
  readonly sources: Map<object, Promise<unknown>>;
  /** Error codes that count as answers. */
  readonly answers: ReadonlySet<string>;
  readonly onWait: () => void;
}

/** AWS as one unit sees it. */
export class Aws {
  readonly clients: Clients;
  readonly place: Place;
  private readonly shared: Shared;

  /** @param shared comes from `expecting` and `yielding`. */
  constructor(
    private readonly settings: AwsSettings,
    shared?: Shared,
  ) {
    this.clients = settings.clients;
    this.place = settings.place;
    this.shared = shared ?? {
      calls: new Calls(settings),
      sources: new Map(),
      answers: new Set(),
      onWait: () => undefined,
    };
  }

  /**
   * The same unit, for calls in which these error codes are answers: they are thrown all the same, but coverage counts
   * them as ok.
   */
  expecting(codes: Iterable<string>): Aws {
    return new Aws(this.settings, { ...this.shared, answers: new Set(codes) });
  }

  /** The same unit, for calls that tell when they have to wait, so that others can go first. */
  yielding(onWait: () => void): Aws {
    return new Aws(this.settings, { ...this.shared, onWait });
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
    const { coverage, service } = this.settings;
    const { calls, answers, onWait } = this.shared;
    const call = { service, region, action };
    try {
      const answer = await calls.make({ ...call, send, onWait });
      coverage.ended(call);
      return answer;
    } catch (thrown) {
      const failure = failureOf(action, thrown);
      coverage.ended(call, answers.has(failure.code) ? undefined : failure.unknown);
      throw failure;
    }
  }

  /**
   * Reads every page of a list. What was read before a page failed is kept, with the hole named.
   * @param send makes the call for one page; @param read takes the items (undefined: the answer lacks the list) and the
   * next token from it.
   */
  list<Output, Item>(
    action: string,
    send: (token: string | undefined, options: CallOptions) => Promise<Output>,
    read: (output: Output) => { items: readonly Item[] | undefined; next?: string | undefined },
    region = this.place.region,
  ): Promise<Listing<Item>> {
    return listingOf(this.pages(action, send, read, region));
  }

  /** The same, page by page, each when it is asked for. */
  async *pages<Output, Item>(
    action: string,
    send: (token: string | undefined, options: CallOptions) => Promise<Output>,
    read: (output: Output) => { items: readonly Item[] | undefined; next?: string | undefined },
    region = this.place.region,
  ): Pages<Item> {
    const tokens = new Set<string>();
    let token: string | undefined;
    let empty = 0;
    try {
      for (;;) {
        const page = readPage(action, await this.call(action, (options) => send(token, options), region), read);
        yield page.items;
        if (!page.next) return undefined;
        if (tokens.has(page.next)) throw malformed(action, 'AWS gave the same page token twice.');
        empty = page.items.length === 0 ? empty + 1 : 0;
        if (empty >= emptyPagesAtMost) throw malformed(action, `AWS gave ${empty} pages without items.`);
        tokens.add(page.next);
        token = page.next;
      }
    } catch (thrown) {
      const { unknown: hole } = failureOf(action, thrown);
      if (hole.reason === 'malformed') this.blind(hole);
      return hole;
    }
  }

  /** The value of a source, loaded once per unit however many collectors read it. */
  load<T>(source: { readonly load: (aws: Aws) => Promise<T> }): Promise<T> {
    const found = this.shared.sources.get(source) ?? source.load(this);
    this.shared.sources.set(source, found);
    return found as Promise<T>; // filed under the source itself, so it is the source's type
  }

  /** Waits, for an answer that AWS needs time for. @throws CallFailure when the scan is stopped meanwhile. */
  async wait(action: string, milliseconds: number): Promise<void> {
    this.shared.onWait();
    await pause(action, milliseconds, this.settings.signal);
  }

  /** Notes something that stays unknown although the call succeeded. */
  blind(why: Unknown, resourceArn?: string, region = this.place.region): void {
    this.settings.coverage.recordBlind({ service: this.settings.service, region }, why, resourceArn);
  }
}

/** Pages without items in a row: AWS gives some, an endless chain of them is a fault. */
const emptyPagesAtMost = 200;

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
