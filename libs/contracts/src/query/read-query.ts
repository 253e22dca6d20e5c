/** Reads what every query has: texts, flags, and keys that its own bar gives a meaning to. Pure. */
import { parseTerms, type QueryProblem, type QueryTerm } from './terms.js';

/** A term that has a key. */
export type KeyTerm = QueryTerm & { readonly key: string };

export interface QueryMeaning<Flag extends string> {
  /** What `is:` may say. */
  readonly flags: readonly Flag[];
  /** The keys that are named to somebody who wrote another one. */
  readonly keys: readonly string[];
  /** Whether a value of a key is looked for inside of names, which costs as much as a text does. */
  readonly isPattern: (key: string, value: string) => boolean;
  /** Takes in a term of another key than `is`, or refuses values of it with what may stand there; false: no such key. */
  readonly take: (term: KeyTerm, refuse: (expected: readonly string[]) => void) => boolean;
}

/** Texts and patterns of one query: each of them may have to be held against every row that there is. */
export const mostPatterns = 10;

/** Texts and flags are in lower case. */
export interface ReadQuery<Flag extends string> {
  readonly is: readonly Flag[];
  readonly isNot: readonly Flag[];
  readonly text: readonly string[];
  readonly notText: readonly string[];
  readonly problems: readonly QueryProblem[];
}

/** Reads a query. What cannot be understood is told and left out. */
export function readQuery<Flag extends string>(
  query: string,
  { flags, keys, isPattern, take }: QueryMeaning<Flag>,
): ReadQuery<Flag> {
  const { terms, problems } = parseTerms(query);
  const is: Flag[] = [];
  const isNot: Flag[] = [];
  const text: string[] = [];
  const notText: string[] = [];
  let patterns = 0;
  for (const term of terms) {
    const { key, negated, from, to } = term;
    const values = [...new Set(term.values.map((value) => value.toLowerCase()))];
    const refuse = (code: QueryProblem['code'], expected: readonly string[]): void =>
      void problems.push({ code, from, to, term: query.slice(from, to), expected });
    patterns += values.filter((value) => key === null || isPattern(key, value)).length;
    if (patterns > mostPatterns) {
      refuse('too-many', []);
      break;
    }
    if (key === null) (negated ? notText : text).push(...values);
    else if (key === 'is')
      for (const value of values) {
        const flag = flags.find((one) => one === value);
        if (flag) (negated ? isNot : is).push(flag);
        else refuse('unknown-value', flags);
      }
    else if (!take({ ...term, key }, (expected) => refuse('unknown-value', expected))) refuse('unknown-key', keys);
  }
  return { is, isNot, text, notText, problems };
}
