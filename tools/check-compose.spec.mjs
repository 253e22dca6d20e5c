import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');

/** What the checker's own rules say, in a process of its own: it loads TypeScript as it is. */
const ask = (call) => {
  const code = `const c = await import('./tools/check-compose.mjs'); console.log(JSON.stringify(${call}));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

describe('the check of a Compose file', () => {
  it('fills variables in as Compose does', () => {
    const text = '${A} ${B:-b} ${C:-c} ${D-d} $$E ${F:?say it}';
    expect(ask(`c.interpolate(${JSON.stringify(text)}, { A: '1', B: '', D: '', F: 'x' })`)).toBe('1 b c  $E x');
  });

  it('names what is required and missing', () => {
    expect(
      ask(`(() => { const m = []; c.interpolate('\${A:?why} \${B}', {}, (n) => m.push(n)); return m; })()`),
    ).toEqual(['A', 'B']);
  });

  it.each([
    ['a key that Compose does not know', { services: { a: { image: 'x:1', imaeg: 1 } } }, 'a: imaeg is not known here'],
    ['a service without an image', { services: { a: {} } }, 'a: neither image nor build'],
    [
      'a dependency that is not there',
      { services: { a: { image: 'x:1', depends_on: { b: {} } } } },
      'a: depends on b, which is not there',
    ],
    [
      'a volume that is not declared',
      { services: { a: { image: 'x:1', volumes: ['v:/v'] } } },
      'a: the volume v is not declared',
    ],
    [
      'a network that is not declared',
      { services: { a: { image: 'x:1', networks: ['n'] } } },
      'a: the network n is not declared',
    ],
    [
      'a secret that is not declared',
      { services: { a: { image: 'x:1', secrets: ['s'] } }, secrets: {} },
      'a: the secret s is not declared',
    ],
  ])('refuses %s', (_, model, problem) => {
    expect(ask(`c.structureProblems(${JSON.stringify(model)})`)).toEqual([problem]);
  });

  it.each([
    ['an image without a version', { a: { image: 'redis' } }, 'a: the image has no version'],
    [
      'a port of the machine',
      { a: { image: 'redis:8', ports: ['6379:6379'] } },
      'a: only the gateway has a port of the machine',
    ],
    [
      'waiting for health that nobody checks',
      { a: { image: 'x:1', depends_on: { b: { condition: 'service_healthy' } } }, b: { image: 'y:1' } },
      'a: waits for b to be healthy, which has no health check',
    ],
    [
      'a service of ours that may write',
      { auth: { build: '.', cap_drop: ['ALL'] } },
      'auth: its file system is not read-only',
    ],
  ])('refuses %s', (_, services, problem) => {
    expect(ask(`c.habitProblems({ services: ${JSON.stringify(services)} })`)).toEqual([problem]);
  });
});
