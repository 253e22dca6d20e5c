import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@cspmexa/contracts';
import { freshened } from './fresh-rows.js';
import { asRequest, countOf, isSelected, nothing, toggled, withAll, type Selection } from './selection.js';

// Only ids and versions are looked at.
const row = (id: string, version = 1) => ({ id, version }) as Finding;
const same = { shown: 3, now: 3 };

describe('rows on the screen that are looked at again', () => {
  it.each([
    ['nothing happened', ['a', 'b', 'c'], ['a', 'b', 'c'], same, 0],
    ['one came first', ['a', 'b', 'c'], ['x', 'a', 'b'], { shown: 3, now: 4 }, 1],
    ['one went', ['a', 'b', 'c'], ['b', 'c'], { shown: 3, now: 2 }, 1],
    ['two changed places', ['a', 'b', 'c'], ['b', 'a', 'c'], same, 1],
    ['all are others', ['a', 'b', 'c'], ['x', 'y', 'z'], same, 3],
    ['the end of the list grew', ['a', 'b', 'c'], ['a', 'b', 'c'], { shown: 3, now: 8 }, 5],
  ])('%s', (_, shown, now, totals, moved) => {
    expect(
      freshened(
        shown.map((id) => row(id)),
        now.map((id) => row(id)),
        totals,
      ).moved,
    ).toBe(moved);
  });

  it('say what is known now, where they stand', () => {
    const { rows, moved } = freshened([row('a'), undefined, row('c')], [row('a', 2), row('b'), row('c')], same);
    expect([rows.get('a')?.version, rows.has('b'), moved]).toEqual([2, false, 0]);
  });
});

describe('a selection', () => {
  const all: Selection = { kind: 'all', q: 'is:open', total: 12_345, except: new Set() };

  it('takes findings one by one and in a row, and gives them up again', () => {
    const two = withAll(toggled(nothing, row('a')), [row('a'), row('b')]);
    expect([countOf(two), isSelected(two, 'b'), asRequest(two)]).toEqual([2, true, { ids: ['a', 'b'] }]);
    expect(asRequest(toggled(toggled(two, row('a')), row('b')))).toBeUndefined();
  });

  it('of all that match leaves some out', () => {
    const some = toggled(all, row('a'));
    expect([countOf(some), isSelected(some, 'a'), isSelected(some, 'z')]).toEqual([12_344, false, true]);
    expect(asRequest(some)).toEqual({ q: 'is:open', except: ['a'] });
    expect(countOf(toggled(some, row('a')))).toBe(12_345);
    expect(countOf(withAll(some, [row('a')]))).toBe(12_345);
  });
});
