import { errorCatalogue, errorCodes, Problem } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.js';
import { languageOf } from './language.js';
import { asAppError, problemOf } from './problem.js';

describe('a problem', () => {
  it.each(errorCodes)('says %s in both languages, as its schema wants it', (code) => {
    for (const language of ['en', 'pt'] as const) {
      const problem = problemOf(
        new AppError(code, { detail: 'More.', errors: [{ pointer: '/body/name', message: 'No.' }] }),
        language,
        'trace',
      );
      expect(Problem.parse(problem)).toEqual(problem);
      expect(problem.title).toBe(errorCatalogue[code].title[language]);
    }
  });
});

describe('what was thrown', () => {
  it.each([
    ['an expected error', new AppError('conflict'), 'conflict'],
    ['a body that is too large', Object.assign(new Error('x'), { type: 'entity.too.large', status: 413 }), 'too-large'],
    ['an exception of Nest', Object.assign(new Error('x'), { status: 404 }), 'not-found'],
    ['a refused connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'unavailable'],
    ['a wrapped one', new Error('x', { cause: Object.assign(new Error('y'), { code: 'ECONNRESET' }) }), 'unavailable'],
    [
      'one of several addresses',
      new AggregateError([Object.assign(new Error('y'), { code: 'ECONNREFUSED' })]),
      'unavailable',
    ],
    ['a statement that took too long', Object.assign(new Error('x'), { code: '57014' }), 'unavailable'],
    ['a full pool', new Error('timeout exceeded when trying to connect'), 'unavailable'],
    [
      'a connection that Prisma found closed',
      Object.assign(new Error('x'), {
        code: 'P2010',
        meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } },
      }),
      'unavailable',
    ],
    ['a connection that was cut', new Error('Connection terminated unexpectedly'), 'unavailable'],
    [
      'one that was cut before',
      new Error('Client has encountered a connection error and is not queryable'),
      'unavailable',
    ],
    ['a broken unique key', Object.assign(new Error('x'), { code: '23505' }), 'internal'],
    ['a bug', new TypeError('x is not a function'), 'internal'],
    ['a text', 'oops', 'internal'],
    ['nothing', undefined, 'internal'],
  ])('%s means the right thing to a caller', (_, thrown, code) => {
    expect(asAppError(thrown).code).toBe(code);
  });
});

describe('the language of a caller', () => {
  it.each([
    [undefined, 'en'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['en-GB', 'en'],
    ['fr, pt;q=0.3, en;q=0.2', 'pt'],
    ['pt;q=0, en', 'en'],
    ['de', 'en'],
    [';;;q=,,,', 'en'],
  ] as const)('%j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
