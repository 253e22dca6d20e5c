import type { Patterns } from './document.js';
import { takesInAll } from './patterns.js';
import { covers } from './wildcard.js';
import type { Glob } from './wildcard.js';

/**
 * How many pairs of patterns one cover compares before it gives up. No document that AWS accepts comes near; one made to be slow gets the
 * careful answer ("not covered") in bounded time.
 */
const mostComparisons = 2_000_000;

/** The patterns of several statements taken together. With `perhaps`, a policy variable counts as whatever the request needs. */
export class Cover {
  private readonly exact = new Set<string>();
  private readonly wild: Glob[] = [];
  private readonly excepting: Patterns[] = [];
  private left = mostComparisons;

  constructor(
    all: readonly Patterns[],
    private readonly perhaps = false,
  ) {
    for (const patterns of all) {
      if (patterns.except) this.excepting.push(patterns);
      else this.add(patterns.globs);
    }
  }

  private add(globs: readonly Glob[]): void {
    for (const glob of globs) {
      // What a policy variable matches depends on the request, so it covers nothing for certain.
      if (glob.hasVariable && !this.perhaps) continue;
      this.exact.add(glob.source);
      if (glob.hasWildcard) this.wild.push(glob);
    }
  }

  private takesIn(asked: Glob): boolean {
    if (!asked.hasVariable && this.exact.has(asked.source)) return true;
    this.left -= this.wild.length + this.excepting.reduce((sum, { globs }) => sum + globs.length, 0);
    if (this.left < 0) return false;
    return (
      this.wild.some((glob) => covers(glob, asked)) || this.excepting.some((patterns) => takesInAll(patterns, asked))
    );
  }

  /** Whether every text of every asked pattern is covered, each by one of the patterns. True for none asked. */
  takesInEach(asked: readonly Glob[]): boolean {
    return asked.every((glob) => this.takesIn(glob));
  }
}
