/** Patterns of event names, with the meaning that a topic exchange of AMQP gives them. */
import { eventList } from '@cspmexa/contracts';

/** Whether a pattern covers a name: `*` is exactly one word, `#` is zero or more words, words are separated by dots. */
export const matches = (pattern: string, name: string): boolean => matchWords(pattern.split('.'), name.split('.'));

function matchWords([head, ...rest]: readonly string[], words: readonly string[]): boolean {
  if (head === undefined) return words.length === 0;
  if (head === '#') return matchWords(rest, words) || (words.length > 0 && matchWords(['#', ...rest], words.slice(1)));
  return words.length > 0 && (head === '*' || head === words[0]) && matchWords(rest, words.slice(1));
}

/** The names of the known events that any of the patterns covers. */
export const eventsOf = (patterns: readonly string[]): string[] => [
  ...new Set(eventList.map(({ name }) => name).filter((name) => patterns.some((pattern) => matches(pattern, name)))),
];
