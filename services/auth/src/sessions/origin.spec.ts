import { describe, expect, it } from '@jest/globals';
import { isOurOrigin } from './origin.js';

const site = 'https://cspm.example.com';

describe('the origin of a request with a cookie', () => {
  it.each([
    ['our own', site, { origin: 'https://cspm.example.com' }, true],
    ['our own, said by the browser alone', site, { fetchSite: 'same-origin' }, true],
    ['another name of this machine', 'http://127.0.0.1:8050', { origin: 'http://localhost:8050' }, true],
    ['another port of this machine', 'http://127.0.0.1:8050', { origin: 'http://localhost:9999' }, false],
    ['a stranger', site, { origin: 'https://evil.example' }, false],
    ['a sandboxed frame', site, { origin: 'null' }, false],
    ['a sister site', site, { origin: 'https://cspm.example.com', fetchSite: 'same-site' }, false],
    ['plain HTTP of the same host', site, { origin: 'http://cspm.example.com' }, false],
    ['unknown', site, {}, false],
  ])('%s', (_, publicUrl, headers, ours) => {
    expect(isOurOrigin(publicUrl, headers)).toBe(ours);
  });
});
