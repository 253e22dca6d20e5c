import { expect, it } from '@jest/globals';
import { labelOf, labelsOf } from './labels.js';

it.each([
  [['env=prod', ' team = red blue '], { env: 'prod', team: 'red blue' }, []],
  [['critical'], { critical: '' }, []],
  [['a=1', 'a=2'], { a: '2' }, []],
  [['query=a=b'], { query: 'a=b' }, []],
  [['=x', 'k'.repeat(61), `v=${'v'.repeat(201)}`], {}, ['=x', 'k'.repeat(61), `v=${'v'.repeat(201)}`]],
])('reads %j', (texts, labels, refused) => {
  expect(labelsOf(texts)).toEqual({ labels, refused });
});

it('writes them back', () => {
  expect([labelOf('env', 'prod'), labelOf('critical', '')]).toEqual(['env=prod', 'critical']);
});
