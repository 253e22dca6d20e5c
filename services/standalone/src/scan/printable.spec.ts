import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.js';

describe('text from the cloud', () => {
  it.each([
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a one-byte control sequence', '\u009b2J', '\\u009b2J'],
    ['line ends', 'a\r\nb\u2028c', 'a\\u000d\\u000ab\\u2028c'],
    ['changes of direction', '\u202eexe.txt\u2066', '\\u202eexe.txt\\u2066'],
    ['a bell, a tab and nothing', '\u0007\t\u0000', '\\u0007\\u0009\\u0000'],
    ['what is only text', 'ação 日本 🦜', 'ação 日本 🦜'],
  ])('has no power over the terminal: %s', (_, text, shown) => expect(printable(text)).toBe(shown));
});
