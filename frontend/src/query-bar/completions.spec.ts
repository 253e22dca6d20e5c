import { describe, expect, it } from '@jest/globals';
import { parseFindingQuery } from '@cspmexa/contracts';
import { completed, completionsAt, termAround, understood, type QueryKey } from './completions.js';

const keys: readonly QueryKey[] = [
  {
    key: 'severity',
    label: 'Severidade',
    values: [
      { value: 'critical', label: 'Crítica', count: 3 },
      { value: 'high', label: 'Alta', count: 9 },
    ],
  },
  { key: 'service', label: 'Serviço', values: [{ value: 's3' }, { value: 'ec2' }] },
  { key: 'account', label: 'Conta', values: [{ value: '111122223333', label: 'My team' }] },
  { key: 'policy', label: 'Política', values: [{ value: 'a, b' }] },
];
const offered = (marked: string): string[] => {
  const caret = marked.indexOf('|');
  return completionsAt(marked.replace('|', ''), caret, keys).map(({ text }) => text);
};

describe('what is offered', () => {
  it.each([
    ['|', ['severity:', 'service:', 'account:', 'policy:']],
    ['se|', ['severity:', 'service:']],
    ['SEV|', ['severity:']],
    ['Polí|', ['policy:']],
    ['poli|', ['policy:']],
    ['-acc|', ['account:']],
    ['is:open se|', ['severity:', 'service:']],
    ['severity:|', ['critical', 'high']],
    ['severity:h|', ['high']],
    ['severity:crit|', ['critical']],
    ['severity:crít|', ['critical']],
    ['severity:critical,|', ['high']],
    ['severity:critical|,high', ['critical']],
    ['severity:high x|', []],
    ['-service:|', ['s3', 'ec2']],
    ['account:team|', ['111122223333']],
    ['account:"my t|', ['111122223333']],
    ['policy:|', ['"a, b"']],
    ['crit|', ['severity:critical']],
    ['my t|', []],
    ['"se|', []],
    ['"a b" se|', ['severity:', 'service:']],
    ['nothing:|', []],
  ])('at %s is %j', (marked, expected) => {
    expect(offered(marked)).toEqual(expected);
  });

  it.each([
    ['is:open se|', 0, 'is:open severity:|'],
    ['is:open se| text', 0, 'is:open severity:| text'],
    ['-acc|', 0, '-account:|'],
    ['severity:cr|', 0, 'severity:critical |'],
    ['severity:cr| text', 0, 'severity:critical| text'],
    ['severity:critical,h|', 0, 'severity:critical,high |'],
    ['severity:cri|tical,low', 0, 'severity:critical|,low'],
    ['account:"my t|', 0, 'account:111122223333 |'],
    ['policy:|', 0, 'policy:"a, b" |'],
    ['crit|', 0, 'severity:critical |'],
  ])('at %s, chosen, makes it %3$s', (marked, index, expected) => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    const option = completionsAt(text, caret, keys)[index];
    const next = option && completed(text, option);
    expect(next && `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`).toBe(expected);
  });

  it('says how often it is there, and how people call it', () => {
    expect(completionsAt('severity:', 9, keys)[0]).toMatchObject({ shown: 'Crítica', note: 'critical', count: 3 });
  });
});

describe('the term around the caret', () => {
  it.each([
    ['a b', 1, 'a'],
    ['a b', 2, 'b'],
    ['a b', 3, 'b'],
    ['a  b', 2, ''],
    ['x "a b" y', 4, '"a b"'],
    ['x "a \\" b" y', 8, '"a \\" b"'],
    ['k:"a b', 6, 'k:"a b'],
  ])('of %j at %i is %j', (text, caret, expected) => {
    const { from, to } = termAround(text, caret);
    expect(text.slice(from, to)).toBe(expected);
  });
});

describe('what is understood', () => {
  it.each([
    ['is:open severty:high text', 'is:open text'],
    ['severity:deadly', ''],
    ['is:open "x', 'is:open'],
    ['"a  b" sev:x', '"a  b"'],
    ['😀 sev:x a', '😀 a'],
  ])('of %j is %j', (query, expected) => {
    expect(understood(query, parseFindingQuery(query).problems)).toBe(expected);
  });
});
