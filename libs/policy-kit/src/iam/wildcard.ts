/**
 * Wildcards of AWS policies: `*` is any run of characters, `?` any one. Nothing here builds a RegExp from input, and a pattern never costs
 * more than its length times the length of the text.
 */

const STAR = -1;
const ANY = -2;

/** A compiled pattern. `tokens` are character codes, or a wildcard below zero, with every run of wildcards in one normal form. */
export interface Glob {
  readonly source: string;
  readonly tokens: readonly number[];
  /** Characters that the shortest matching text has. */
  readonly least: number;
  readonly hasStar: boolean;
  readonly hasWildcard: boolean;
  /** The pattern holds a policy variable such as `${aws:username}`, compiled as `*`: what it matches depends on the request. */
  readonly hasVariable: boolean;
}

export interface CompileOptions {
  /** Compare without regard to case (actions). */
  readonly ignoreCase?: boolean;
  /** `${aws:username}` is a variable, `${*}` a literal star (documents of version 2012-10-17). */
  readonly variables?: boolean;
}

interface Piece {
  readonly token: number;
  readonly next: number;
  readonly variable: boolean;
}

function pieceAt(text: string, at: number, variables: boolean): Piece {
  const code = text.charCodeAt(at);
  if (variables && code === 0x24 && text.charCodeAt(at + 1) === 0x7b) {
    const escaped = text.charCodeAt(at + 2);
    if (text.charCodeAt(at + 3) === 0x7d && (escaped === 0x2a || escaped === 0x3f || escaped === 0x24)) {
      return { token: escaped, next: at + 4, variable: false };
    }
    const end = text.indexOf('}', at + 2);
    // An unclosed variable is plain text. Looking for its end again at each `${` would cost the square of the length.
    if (end >= 0) return { token: STAR, next: end + 1, variable: true };
  }
  if (code === 0x2a) return { token: STAR, next: at + 1, variable: false };
  if (code === 0x3f) return { token: ANY, next: at + 1, variable: false };
  return { token: code, next: at + 1, variable: false };
}

/** Compiles a pattern. Never fails: every string is a pattern. */
export function compile(source: string, { ignoreCase = false, variables = false }: CompileOptions = {}): Glob {
  const text = ignoreCase ? source.toLowerCase() : source;
  const lastClose = variables ? text.lastIndexOf('}') : -1;
  const tokens: number[] = [];
  let least = 0;
  let hasStar = false;
  let hasVariable = false;
  let pendingStar = false;
  let hasAny = false;
  for (let at = 0; at < text.length;) {
    const { token, next, variable } = pieceAt(text, at, at < lastClose);
    at = next;
    hasVariable ||= variable;
    if (token === STAR) {
      hasStar = true;
      pendingStar = true;
      continue;
    }
    least += 1;
    if (token === ANY) {
      hasAny = true;
      tokens.push(ANY);
      continue;
    }
    if (pendingStar) tokens.push(STAR);
    pendingStar = false;
    tokens.push(token);
  }
  if (pendingStar) tokens.push(STAR);
  return { source, tokens, least, hasStar, hasWildcard: hasStar || hasAny, hasVariable };
}

/** A glob that matches exactly this text, wildcards and variables included as plain characters. */
export function literal(source: string): Glob {
  const tokens: number[] = [];
  for (let at = 0; at < source.length; at += 1) tokens.push(source.charCodeAt(at));
  return { source, tokens, least: tokens.length, hasStar: false, hasWildcard: false, hasVariable: false };
}

type Fits = (pattern: number, symbol: number) => boolean;

/** Greedy match that goes back to the last star only: right for any relation between one pattern symbol and one text symbol. */
function run(pattern: readonly number[], length: number, symbolAt: (at: number) => number, fits: Fits): boolean {
  let p = 0;
  let s = 0;
  let starP = -1;
  let starS = 0;
  while (s < length) {
    const token = pattern[p];
    if (token === STAR) {
      starP = p++;
      starS = s;
    } else if (token !== undefined && fits(token, symbolAt(s))) {
      p += 1;
      s += 1;
    } else if (starP >= 0) {
      p = starP + 1;
      s = ++starS;
    } else {
      return false;
    }
  }
  while (pattern[p] === STAR) p += 1;
  return p === pattern.length;
}

const fitsText: Fits = (pattern, symbol) => pattern === symbol || pattern === ANY;
const fitsPattern: Fits = (pattern, symbol) => pattern === symbol || (pattern === ANY && symbol !== STAR);
const fitsEither: Fits = (pattern, symbol) => pattern === symbol || pattern === ANY || symbol === ANY;

/** Whether the text matches. The caller lower-cases the text when the glob ignores case. */
export function matches(glob: Glob, text: string): boolean {
  if (glob.least > text.length) return false;
  if (!glob.hasStar && glob.least !== text.length) return false;
  const first = glob.tokens[0] ?? STAR;
  if (first >= 0 && first !== text.charCodeAt(0)) return false;
  return run(glob.tokens, text.length, (at) => text.charCodeAt(at), fitsText);
}

/** Whether every text that `inner` matches is matched by `outer`. */
export function covers(outer: Glob, inner: Glob): boolean {
  if (outer.least > inner.least) return false;
  if (!outer.hasStar && (inner.hasStar || outer.least !== inner.least)) return false;
  // Most pairs are of two services: their first characters tell.
  const first = outer.tokens[0] ?? STAR;
  if (first >= 0 && first !== inner.tokens[0]) return false;
  return run(outer.tokens, inner.tokens.length, (at) => inner.tokens[at] ?? STAR, fitsPattern);
}

function agree(a: readonly number[], b: readonly number[], fromEnd: boolean): boolean {
  const bound = Math.min(a.length, b.length);
  for (let at = 0; at < bound; at += 1) {
    const left = a[fromEnd ? a.length - 1 - at : at] ?? STAR;
    const right = b[fromEnd ? b.length - 1 - at : at] ?? STAR;
    if (left === STAR || right === STAR) return true;
    if (!fitsEither(left, right)) return false;
  }
  return true;
}

/** Whether some text matches both. */
export function overlaps(a: Glob, b: Glob): boolean {
  // Two patterns with a star meet whenever what stands before their first star and after their last agrees: the stars take the rest.
  if (a.hasStar && b.hasStar) return agree(a.tokens, b.tokens, false) && agree(a.tokens, b.tokens, true);
  const [pattern, fixed] = a.hasStar ? [a, b] : [b, a];
  if (pattern.least > fixed.least || (!pattern.hasStar && pattern.least !== fixed.least)) return false;
  return run(pattern.tokens, fixed.tokens.length, (at) => fixed.tokens[at] ?? STAR, fitsEither);
}
