import type { Patterns, Statement } from './document.js';
import { compile, covers, overlaps } from './wildcard.js';
import type { Glob } from './wildcard.js';

/** The pattern `*`. */
export const everything = compile('*');

const wholeResource: Patterns = { except: false, patterns: ['*'], globs: [everything] };

/** The resources of a statement; without Resource it speaks of all that its policy is attached to. */
export function resourcesOf(statement: Statement): Patterns {
  return statement.resources ?? wholeResource;
}

/** Whether patterns take in every text of `asked`. A pattern with a policy variable takes in nothing for certain. */
export function takesInAll(patterns: Patterns, asked: Glob): boolean {
  if (patterns.except) return !patterns.globs.some((glob) => overlaps(glob, asked));
  return patterns.globs.some((glob) => !glob.hasVariable && covers(glob, asked));
}

/** Like `takesInAll`, but a policy variable counts as whatever the request needs. */
export function mayTakeInAll(patterns: Patterns, asked: Glob): boolean {
  if (patterns.except) return !patterns.globs.some((glob) => !glob.hasVariable && overlaps(glob, asked));
  return patterns.globs.some((glob) => covers(glob, asked));
}

/** Whether patterns take in at least one text of `asked`. */
export function takesInSome(patterns: Patterns, asked: Glob): boolean {
  if (patterns.except) return !patterns.globs.some((glob) => !glob.hasVariable && covers(glob, asked));
  return patterns.globs.some((glob) => overlaps(glob, asked));
}

/** The patterns of a statement that meet one of `asked`; undefined for NotAction and NotResource, which name what they leave out. */
export function meeting(patterns: Patterns, asked: readonly Glob[]): readonly Glob[] | undefined {
  if (patterns.except) return undefined;
  return patterns.globs.filter((glob) => asked.some((one) => overlaps(glob, one)));
}
