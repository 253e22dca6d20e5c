import { expect, it } from '@jest/globals';
import { UsageError } from '../usage.js';
import { list, redrive } from './dead-letters.js';

const choose = 'Say which messages: --id with their ids, or --all.';

it.each([
  [redrive, {}, choose],
  [redrive, { all: true, id: ['x'] }, choose],
  [redrive, { all: true, consumer: 'colector' }, '--consumer: There is no "colector". Did you mean collector?'],
  [list, { output: 'xml' }, '--output: There is no "xml". There are table, json.'],
  [list, { limit: '0' }, '--limit: Too small: expected number to be >=1'],
  [
    list,
    { data: '/nonexistent' },
    'There is no installation in /nonexistent: name its folder with --data, or set DATABASE_URL.',
  ],
])('does not understand %p %j', async (command, options, problem) => {
  const error: unknown = await command(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ problems: [problem] });
});
