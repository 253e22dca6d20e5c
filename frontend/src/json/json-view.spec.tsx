import '../testing/jsdom-gaps.js';
import { describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { renderPage } from '../testing/render.js';
import { isUnder, linesOf, pathOf } from './json-lines.js';
import { JsonView } from './json-view.js';

describe('a JSON value as lines', () => {
  it.each([
    ['policy.Statement[0].Effect', ['policy', 'Statement', '0', 'Effect']],
    ['/policy/Statement/0/Effect', ['policy', 'Statement', '0', 'Effect']],
    ['/a~1b/c~0d', ['a/b', 'c~d']],
    ['tags["aws:cloudformation.stack"]', ['tags', 'aws:cloudformation.stack']],
    ['', []],
  ])('reads the path %j', (text, path) => {
    expect(pathOf(text)).toEqual(path);
  });

  it.each([
    { a: [1, { b: null }], c: 'x', d: {}, e: [] },
    [],
    'text',
    null,
    0,
    { nested: { deep: { deeper: [true, false] } } },
  ])('says the same as JSON.stringify: %j', (value) => {
    const text = linesOf(value, 1_000).lines.map(
      ({ depth, parts }) => '  '.repeat(depth) + parts.map((part) => part.text).join(''),
    );
    expect(text.join('\n')).toBe(JSON.stringify(value, null, 2));
  });

  it('stops at its limit and says so', () => {
    const { lines, cut } = linesOf(
      Array.from({ length: 50 }, (_, n) => n),
      10,
    );
    expect([lines.length, cut]).toEqual([10, true]);
  });

  it('marks the value at a path and what is inside it, and nothing else', () => {
    const { lines } = linesOf({ a: { b: [1, 2] }, ab: 3 }, 100);
    const marked = lines
      .filter(({ path }) => isUnder(path, [pathOf('a.b')]))
      .map(({ parts }) => parts.map((part) => part.text).join(''));
    expect(marked).toEqual(['"b": [', '1,', '2', ']']);
  });

  it('shows markup from the cloud as text', async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
    const { container } = await renderPage(<JsonView value={{ [hostile]: hostile }} label="Evidence" highlight={[]} />);
    expect(container.querySelector('img, script')).toBeNull();
    expect(screen.getByRole('region', { name: 'Evidence' }).textContent).toContain(JSON.stringify(hostile));
  });
});
