/** The words of a query bar: `severity:critical,high -account:123 is:reopened "some text"`. Pure; what the keys mean is said elsewhere. */

/** What cannot be understood of a query, and where it stands in it. */
export interface QueryProblem {
  readonly code: 'unclosed-quote' | 'unknown-key' | 'unknown-value' | 'no-value' | 'too-many';
  /** Position of its first character, and of the one after its last. */
  readonly from: number;
  readonly to: number;
  /** The term as it was written. */
  readonly term: string;
  /** What may stand there instead; empty when that is not a short list. */
  readonly expected: readonly string[];
}

/** One term. Text has no key and one value. Values are as written, without their quotes. */
export interface QueryTerm {
  readonly key: string | null;
  readonly values: readonly string[];
  readonly negated: boolean;
  readonly from: number;
  readonly to: number;
}

/** Terms of one query. */
const mostTerms = 50;

const keyPattern = /^([a-z][a-z-]*):/i;

/** Splits a query into its terms. A quote that is not closed reaches to the end and is a problem. */
export function parseTerms(query: string): { terms: QueryTerm[]; problems: QueryProblem[] } {
  const terms: QueryTerm[] = [];
  const problems: QueryProblem[] = [];
  const problem = (code: QueryProblem['code'], from: number, to: number): void =>
    void problems.push({ code, from, to, term: query.slice(from, to), expected: [] });
  let at = 0;
  while (at < query.length) {
    if (/\s/.test(query.charAt(at))) {
      at += 1;
      continue;
    }
    const from = at;
    const negated = query.charAt(at) === '-' && at + 1 < query.length && !/\s/.test(query.charAt(at + 1));
    if (negated) at += 1;
    const key = keyPattern.exec(query.slice(at, at + 41))?.[1]?.toLowerCase() ?? null;
    if (key !== null) at += key.length + 1;
    const { values, end, isClosed } = readValues(query, at, key !== null);
    at = end;
    if (!isClosed) problem('unclosed-quote', from, at);
    if (terms.length === mostTerms) {
      problem('too-many', from, query.length);
      break;
    }
    if (values.length > 0) terms.push({ key, values, negated, from, to: at });
    else if (key !== null) problem('no-value', from, at);
  }
  return { terms, problems };
}

/** Reads values up to the next space that is not quoted. Commas part the values of a key; in text they are text. */
function readValues(
  query: string,
  start: number,
  isList: boolean,
): { values: string[]; end: number; isClosed: boolean } {
  const values: string[] = [];
  let value = '';
  let isQuoted = false;
  let at = start;
  for (; at < query.length; at += 1) {
    const char = query.charAt(at);
    if (char === '\\' && isQuoted && /["\\]/.test(query.charAt(at + 1))) {
      at += 1;
      value += query.charAt(at);
    } else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(char)) break;
    else if (!isQuoted && isList && char === ',') {
      if (value) values.push(value);
      value = '';
    } else value += char;
  }
  if (value) values.push(value);
  return { values, end: at, isClosed: !isQuoted };
}

/** A value as a query writes it: in quotes where it needs them. */
export const quoted = (value: string): string =>
  /^[^\s",\\-][^\s",\\]*$/.test(value) && !keyPattern.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** One term as a query writes it. */
export const termText = ({ key, values, negated }: Pick<QueryTerm, 'key' | 'values' | 'negated'>): string =>
  `${negated ? '-' : ''}${key === null ? '' : `${key}:`}${values.map(quoted).join(',')}`;

/** The query with the values of a key set to these; none takes the key out. Terms that say something else stay as they were written. */
export function withTerm(query: string, key: string, values: readonly string[], negated = false): string {
  const text = closed(query);
  const others = parseTerms(text).terms.filter((term) => term.key !== key || term.negated !== negated);
  const kept = others.map(({ from, to }) => text.slice(from, to));
  return [...kept, ...(values.length > 0 ? [termText({ key, values, negated })] : [])].join(' ');
}

/** The query with its last quote closed: it would take in what is written behind it. */
function closed(query: string): string {
  if (!parseTerms(query).problems.some(({ code }) => code === 'unclosed-quote')) return query;
  let backslashes = 0;
  while (query.at(-1 - backslashes) === '\\') backslashes += 1;
  return `${query}${backslashes % 2 === 1 ? '\\' : ''}"`;
}

/** The values that a query gives a key. */
export const valuesOfTerm = (query: string, key: string, negated = false): string[] => [
  ...new Set(
    parseTerms(query)
      .terms.filter((term) => term.key === key && term.negated === negated)
      .flatMap(({ values }) => values),
  ),
];
