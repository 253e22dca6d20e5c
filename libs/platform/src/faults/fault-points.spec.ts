/** The page about fault points says what the code says. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { faultPoints } from './fault-points.js';

it('lists every fault point on the page about them', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/chaos.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+\.[a-z-]+)` *\| (.*?) *\|$/gm)].map(([, name, what]) => [name, what]);
  expect(rows).toEqual(Object.entries(faultPoints));
});
