/** `npm run check`: generated files without a diff, format, lint, types, and the tests that the change concerns. */
import { spawnSync } from 'node:child_process';
import { node, root, run } from './run.mjs';

const dirty = () => spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).stdout;
const steps = [
  ['lock', () => node(['tools/check-lock.mjs'])],
  ['format', () => run('npm', ['run', '--silent', 'format:check'])],
  ['lint', () => run('npm', ['run', '--silent', 'lint'])],
  ['types', () => run('npm', ['run', '--silent', 'typecheck'])],
  ['tests', () => node(['tools/test.mjs', '--changedSince=HEAD'])],
];

const before = dirty();
let failed = (await node(['tools/generate.mjs'])) !== 0 || dirty() !== before ? ['generate'] : [];
for (const [name, step] of steps) if ((await step()) !== 0) failed = [...failed, name];
console.log(failed.length ? `failed: ${failed.join(', ')}` : 'all checks passed');
process.exitCode = failed.length ? 1 : 0;
