import { expect, it } from '@jest/globals';
import { matches } from './matches.js';

it.each([
  ['', 'Overview', true],
  ['find', 'Findings', true],
  ['visao', 'Visão geral', true],
  ['GERAL vis', 'Visão geral', true],
  ['politica', 'Políticas', true],
  ['over find', 'Overview', false],
  ['.*', 'Overview', false],
])('finds %j in %j: %s', (query, text, expected) => {
  expect(matches(query, text)).toBe(expected);
});
