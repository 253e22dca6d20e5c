import { defineRoute } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { beginsWithLongUrl } from './connection-limits.js';
import { parseInput } from './input.js';
import { isJson } from './json-body.js';

const routeWith = (body: z.ZodType) =>
  defineRoute({
    id: 'things',
    service: 'auth',
    method: 'POST',
    path: '/v1/things',
    permission: 'public',
    summary: 'For the test.',
    request: { body },
    response: 'none',
  });

const pointerOf = (schema: z.ZodType, body: unknown): string | undefined => {
  try {
    parseInput(routeWith(schema), { params: {}, query: {}, body });
    return undefined;
  } catch (error) {
    return (error as AppError).errors?.[0]?.pointer;
  }
};

describe('texts and names in a body (I01)', () => {
  const anything = z.record(z.string(), z.unknown());
  it.each([
    [{ tags: { 'ação 😀': 'é 日本 😀' } }, undefined],
    [{ text: 'a\0b' }, '/body/text'],
    [{ text: 'a\ud800b' }, '/body/text'],
    [{ lines: ['a', '\udc00\ud800'] }, '/body/lines/1'],
    [{ tags: { 'a\0': 'b' } }, '/body/tags/a\0'],
    [{ tags: { 'a/\ud800': 'b' } }, '/body/tags/a~1\ud800'],
  ])('can be stored, or are refused (%#)', (body, pointer) => {
    expect(pointerOf(anything, body)).toBe(pointer);
  });
});

describe('lists in a body (I01)', () => {
  const things = (count: number) => ({ things: Array.from({ length: count }, () => 1) });
  const open = z.object({ things: z.array(z.int()) });
  const bulk = z.object({ things: z.array(z.int()).max(5_000) });
  const anything = z.object({ things: z.unknown() });

  it.each([
    [open, things(1_000), undefined],
    [open, things(1_001), '/body/things'],
    [anything, { things: { inner: [things(1_001)] } }, '/body/things/inner/0/things'],
    [bulk, things(5_000), undefined],
    [bulk, things(5_001), '/body/things'],
    [z.array(z.int()), things(1_001).things, '/body'],
  ])('have a thousand items, or as many as their schema says (%#)', (schema, body, pointer) => {
    expect(pointerOf(schema, body)).toBe(pointer);
  });
});

describe('the type of a body (I01)', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; Charset=UTF-8', true],
    ['application/merge-patch+json;charset="utf-8"', true],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=utf-7', false],
    ['application/json; charset', false],
    ['application/json; charset=utf-8; charset=utf-16', false],
    ['application/jsonp', false],
    ['text/json', false],
    ['text/plain; application/json', false],
    ['', false],
  ])('%j is JSON that we read: %s', (type, expected) => {
    expect(isJson(type)).toBe(expected);
  });
});

describe('what Node calls large headers (I01)', () => {
  it.each([
    [`GET /${'x'.repeat(9_000)}`, true],
    [`GET /${'x'.repeat(9_000)} HTTP/1.1\r\n`, true],
    [`GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}`, false],
    ['x'.repeat(20_000), false],
    [' '.repeat(20_000), false],
    ['', false],
  ])('is the address in %#: %s', (packet, expected) => {
    expect(beginsWithLongUrl(Buffer.from(packet))).toBe(expected);
  });
});
