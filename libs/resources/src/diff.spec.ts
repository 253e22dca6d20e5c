/** What a person is told of a change. */
import { describe, expect, it } from '@jest/globals';
import { differences } from './diff.js';

const facets = (policy: unknown) => ({ tags: {}, base: {}, facets: { policy: { known: true, value: policy } } });
const statement = (sid: string, effect: string) => ({ Sid: sid, Effect: effect, Action: ['s3:GetObject'] });

describe('differences', () => {
  it.each([
    ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['a field', { a: 1 }, { a: 2 }, [{ path: '/a', before: 1, after: 2 }]],
    ['a new field', {}, { a: null }, [{ path: '/a', before: undefined, after: null }]],
    ['a lost field', { a: [] }, {}, [{ path: '/a', before: [], after: undefined }]],
    ['names with slashes and tildes', { 'a/b~c': 1 }, {}, [{ path: '/a~1b~0c', before: 1, after: undefined }]],
    ['another type', { a: [1] }, { a: { 0: 1 } }, [{ path: '/a', before: [1], after: { 0: 1 } }]],
    [
      'names of prototypes',
      { constructor: 1 },
      { toString: 2 },
      [
        { path: '/constructor', before: 1, after: undefined },
        { path: '/toString', before: undefined, after: 2 },
      ],
    ],
    ['the whole', null, { a: 1 }, [{ path: '', before: null, after: { a: 1 } }]],
    [
      'elements with a key, wherever they stand',
      {
        l: [
          { id: 'a', n: 1 },
          { id: 'b', n: 1 },
        ],
      },
      {
        l: [
          { id: 'b', n: 2 },
          { id: 'a', n: 1 },
        ],
      },
      [{ path: '/l/0/n', before: 1, after: 2 }],
    ],
    [
      'keys of two parts',
      {
        l: [
          { number: 1, egress: true, allow: true },
          { number: 1, egress: false, allow: true },
        ],
      },
      {
        l: [
          { number: 1, egress: false, allow: false },
          { number: 1, egress: true, allow: true },
        ],
      },
      [{ path: '/l/0/allow', before: true, after: false }],
    ],
    [
      'elements without a key, by content',
      { l: ['a', 'b', 'b'] },
      { l: ['b', 'c', 'a'] },
      [
        { path: '/l/1', before: undefined, after: 'c' },
        { path: '/l/2', before: 'b', after: undefined },
      ],
    ],
    [
      'elements whose key comes twice, by content',
      {
        l: [
          { id: 'a', n: 1 },
          { id: 'a', n: 2 },
        ],
      },
      { l: [{ id: 'a', n: 2 }] },
      [{ path: '/l/0', before: { id: 'a', n: 1 }, after: undefined }],
    ],
    ['the order of keys in an element not at all', { l: [{ x: 1, y: 2 }] }, { l: [{ y: 2, x: 1 }] }, []],
    ['the order of a list not at all', { l: [1, 2, 3] }, { l: [3, 1, 2] }, []],
    [
      'what is unknown for another reason',
      { f: { known: false, reason: 'denied', detail: 'id 1' } },
      { f: { known: false, reason: 'throttled', detail: 'id 2' } },
      [{ path: '/f/reason', before: 'denied', after: 'throttled' }],
    ],
    [
      'words about what is unknown not at all',
      { f: { known: false, detail: 'id 1' } },
      { f: { known: false, detail: 'id 2' } },
      [],
    ],
  ])('tell %s', (_, before, after, changes) => {
    expect(differences(before, after)).toEqual(changes);
  });

  it('look into policy documents, encoded or not, and match statements by their Sid', () => {
    const before = JSON.stringify({ Statement: [statement('A', 'Deny'), statement('B', 'Deny')] });
    const after = { Statement: [statement('B', 'Allow'), statement('A', 'Deny')] };
    const changes = [{ path: '/facets/policy/value/Statement/0/Effect', before: 'Deny', after: 'Allow' }];
    expect(differences(facets(before), facets(JSON.stringify(after, null, 2)))).toEqual(changes);
    expect(differences(facets(encodeURIComponent(before)), facets(JSON.stringify(after)))).toEqual(changes);
    expect(differences(facets(before), facets(` ${before}`))).toEqual([]);
  });

  it.each([
    ['cut off', '{"a":'],
    ['wrongly encoded', '{%7'],
    ['badly encoded', '%7B%'],
    ['too deep', '['.repeat(100_000)],
    ['too deep a record', '{"a":'.repeat(50_000)],
    ['nothing but a percent sign', '%'],
  ])('take what is %s for a text', (_, text) => {
    expect(differences({ a: text }, { a: '{}' })).toHaveLength(1);
    expect(differences({ a: text }, { a: null })).toHaveLength(1);
  });

  it('show user data by its hash alone, wherever it stands', () => {
    const before = {
      facets: { userData: { known: true, value: 'password=1' }, versions: [{ n: 1, userData: 'old=2' }] },
    };
    const after = {
      facets: { userData: { known: true, value: 'password=3' }, versions: [{ n: 2, userData: 'new=4' }] },
    };
    const changes = differences(before, after);
    expect(changes.map(({ path }) => path)).toEqual([
      '/facets/userData/value/sha256',
      '/facets/versions/0',
      '/facets/versions/0',
    ]);
    expect(JSON.stringify(changes)).not.toMatch(/password|old=|new=/);
  });

  it('are at most so many, and say how many are left out', () => {
    const before = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${String(at).padStart(3, '0')}`, at]));
    const changes = differences(before, {}, 50);
    expect(changes).toHaveLength(50);
    expect(changes.at(0)).toEqual({ path: '/k000', before: 0, after: undefined });
    expect(changes.at(-1)).toEqual({ path: '', before: undefined, after: { omitted: 451 } });
    expect(differences(before, {})).toHaveLength(200);
    expect(differences(before, {}, 500)).toHaveLength(500);
  });

  it('are cut where a value or all of them are long, and say so', () => {
    const [one] = differences({ a: 'x'.repeat(100_000) }, { a: 'y' });
    expect(one?.before).toMatch(/^x+… \[100000 characters\]$/);
    const long = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'z'.repeat(5_000)]));
    const changes = differences({}, long);
    expect(JSON.stringify(changes).length).toBeLessThan(32_768);
    expect(changes.at(-1)).toEqual({ path: '', before: undefined, after: { omitted: 50 - changes.length + 1 } });
  });

  it('are found in a large list without comparing each with each', () => {
    const list = (n: number) => Array.from({ length: 20_000 }, (_, at) => ({ name: `r${at}`, n }));
    expect(differences({ l: list(1) }, { l: list(2) }).at(-1)).toMatchObject({ after: { omitted: 19_801 } });
  });
});
