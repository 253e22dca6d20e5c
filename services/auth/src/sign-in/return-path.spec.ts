import { describe, expect, it } from '@jest/globals';
import { returnPathOf } from './return-path.js';

const origin = 'https://cspm.example.com';

describe('the way back after a sign-in (O04)', () => {
  it.each([
    ['/', '/'],
    ['/findings?status=open#top', '/findings?status=open#top'],
    ['/findings?to=//evil.example', '/findings?to=//evil.example'],
    ['/findings/arn%3Aaws%3As3%3A%3A%3Aa%2Fb', '/findings/arn%3Aaws%3As3%3A%3A%3Aa%2Fb'],
    ['/a/../findings', '/findings'],
    ['/@evil.example', '/@evil.example'],
    ['/resources/ação', '/resources/a%C3%A7%C3%A3o'],
    ['/100%25', '/100%25'],
  ])('leads to %j', (asked, path) => expect(returnPathOf(asked, origin)).toBe(path));

  it.each([
    '',
    'findings',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    'https://cspm.example.com@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    ' //evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/findings\r\nSet-Cookie: a=b',
    '/%0d%0aSet-Cookie:%20a=b',
    '/%250d%250aSet-Cookie:a=b',
    '/%2f/evil.example',
    '/.%2f/evil.example',
    '/a/..%2f/evil.example',
    '/a/%252e%252e%252f/evil.example',
    '/.%2fapi/v1/auth/google',
    '/%2F%2Fevil.example',
    '/%252fevil.example',
    '/%5cevil.example',
    '/%255cevil.example',
    '/.//evil.example',
    '/./%2fevil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/\uff0fevil.example',
    '/\u2044evil.example',
    '/\u2215evil.example',
    '/\uff3cevil.example',
    '/%ef%bc%8fevil.example',
    '/%E2%81%84evil.example',
    '/%00/evil.example',
    '/%ff',
    '/api/v1/auth/google',
    '/%61pi/v1/auth/google',
  ])('leads home, not to %j', (asked) => expect(returnPathOf(asked, origin)).toBe('/'));

  it('never leaves the site, whatever a browser makes of the header', () => {
    const pieces = ['/', '\\', '%2f', '%5c', '.', 'evil.example', '@', ':', '?', '#', '\t', '\uff0f', 'https:', '%09'];
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces)
          expect(new URL(returnPathOf(`/${a}${b}${c}evil.example`, origin), `${origin}/sign-in`).origin).toBe(origin);
  });
});
