/** What may be written next in a query. Pure: it knows the grammar's outer form and the keys that it is given, nothing else. */
import { parseTerms, quoted, type QueryProblem } from '@cspmexa/contracts';

/** A value that a key can have, as people see it. */
export interface QueryValue {
  /** As the query writes it. */
  readonly value: string;
  /** How people call it, where that differs. */
  readonly label?: string;
  /** How many entries have it. */
  readonly count?: number;
}

/** A key of a query language. */
export interface QueryKey {
  readonly key: string;
  readonly label: string;
  /** Values to offer; others may be written all the same. */
  readonly values: readonly QueryValue[];
}

/** One thing to choose: the text from `from` to `to` becomes `text`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** As it is offered. */
  readonly shown: string;
  readonly note: string | undefined;
  readonly count: number | undefined;
  /** A key wants a value next; a value ends its term. */
  readonly kind: 'key' | 'value';
}

const mostOffered = 12;

/** The term around the caret: from where it begins to where it ends. A quote holds spaces together. */
export function termAround(text: string, caret: number): { from: number; to: number } {
  let from = 0;
  let isQuoted = false;
  let at = 0;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && isQuoted) at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(char)) {
      if (at >= caret) break;
      from = at + 1;
    }
  }
  return { from, to: Math.max(Math.min(at, text.length), caret) };
}

/** Where the value around the caret begins and ends within a term's list of values. */
function valueAround(text: string, start: number, end: number, caret: number): { from: number; to: number } {
  let from = start;
  let isQuoted = false;
  let at = start;
  for (; at < end; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && isQuoted) at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === ',') {
      if (at >= caret) break;
      from = at + 1;
    }
  }
  return { from, to: Math.min(at, end) };
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** How well a value fits what is written: 0 begins with it, 1 holds it, undefined not at all. */
function fit({ value, label }: QueryValue, written: string): number | undefined {
  const names = [plain(value), plain(label ?? '')];
  return names.some((name) => name.startsWith(written))
    ? 0
    : names.some((name) => name.includes(written))
      ? 1
      : undefined;
}

const fitting = (values: readonly QueryValue[], written: string): QueryValue[] =>
  values
    .flatMap((value) => {
      const rank = fit(value, written);
      return rank === undefined ? [] : [{ value, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);

/** What may stand at the caret: values of the key that is written there; else keys, and values that tell their key. */
export function completionsAt(text: string, caret: number, keys: readonly QueryKey[]): Completion[] {
  const { from, to } = termAround(text, caret);
  const sign = text.charAt(from) === '-' ? 1 : 0;
  const written = text.slice(from + sign, caret);
  const named = /^([a-z][a-z-]*):/i.exec(text.slice(from + sign, to));
  if (named && caret >= from + sign + named[0].length) {
    const key = keys.find((one) => one.key === named[1]?.toLowerCase());
    const start = from + sign + named[0].length;
    const value = valueAround(text, start, to, caret);
    const others = new Set(text.slice(start, to).toLowerCase().split(','));
    others.delete(text.slice(value.from, value.to).toLowerCase());
    return fitting(key?.values ?? [], plain(text.slice(value.from, caret).replaceAll('"', '')))
      .filter((one) => !others.has(one.value.toLowerCase()))
      .slice(0, mostOffered)
      .map((one) => ({
        ...value,
        text: quoted(one.value),
        shown: one.label ?? one.value,
        note: one.label === undefined || one.label === one.value ? undefined : one.value,
        count: one.count,
        kind: 'value',
      }));
  }
  if (written.includes('"')) return [];
  const word = plain(written);
  const fittingKeys = keys
    .filter(({ key, label }) => key.startsWith(word) || plain(label).startsWith(word))
    .map(({ key, label }) => ({
      from: from + sign,
      to,
      text: `${key}:`,
      shown: `${key}:`,
      note: label,
      count: undefined,
      kind: 'key' as const,
    }));
  const values =
    word.length < 2
      ? []
      : keys.flatMap(({ key, label, values: known }) =>
          known
            .filter((value) => fit(value, word) === 0)
            .slice(0, 4)
            .map((value) => ({
              from: from + sign,
              to,
              text: `${key}:${quoted(value.value)}`,
              shown: `${key}:${quoted(value.value)}`,
              note: value.label ?? label,
              count: value.count,
              kind: 'value' as const,
            })),
        );
  return [...fittingKeys, ...values].slice(0, Math.max(mostOffered, keys.length));
}

/** The query after a choice, and where the caret then stands. A value that ends the query gets a space behind it. */
export function completed(text: string, { from, to, text: chosen, kind }: Completion): { text: string; caret: number } {
  const rest = text.slice(to);
  const space = kind === 'value' && rest === '' ? ' ' : '';
  return { text: text.slice(0, from) + chosen + space + rest, caret: from + chosen.length + space.length };
}

/** The query without the terms that cannot be understood, as lists are asked with it. */
export const understood = (query: string, problems: readonly QueryProblem[]): string =>
  parseTerms(query)
    .terms.filter((term) => !problems.some(({ from, to }) => term.from < to && from < term.to))
    .map(({ from, to }) => query.slice(from, to))
    .join(' ');
