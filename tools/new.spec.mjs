import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');
const libs = ['contracts', 'frameworks', 'resources', 'policy-kit', 'policies', 'collector-kit', 'collectors'];
let copy;

const run = (args) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
const make = (...args) => run(['tools/new.mjs', ...args, '--into', copy]);
const made = [
  'libs/policies/src/aws/s3/bucket-has-owner.ts',
  'libs/collectors/src/aws/s3-thing.ts',
  'libs/collectors/src/index.ts',
  'libs/contracts/src/events/unit-paused.ts',
  'libs/contracts/src/events/index.ts',
];

/** The packages that new files touch, in a folder that finds everything else where it is. */
function copyWorkspace() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-new-'));
  fs.mkdirSync(path.join(folder, 'node_modules/@cspmexa'), { recursive: true });
  for (const name of fs.readdirSync(path.join(root, 'node_modules')))
    if (name !== '@cspmexa' && !name.startsWith('.'))
      fs.symlinkSync(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name));
  for (const lib of libs) {
    const isSource = (file) => !/\.spec\.|__replay__|__golden__/.test(file);
    fs.cpSync(path.join(root, 'libs', lib, 'src'), path.join(folder, 'libs', lib, 'src'), {
      recursive: true,
      filter: isSource,
    });
    fs.copyFileSync(path.join(root, 'libs', lib, 'package.json'), path.join(folder, 'libs', lib, 'package.json'));
    fs.symlinkSync(path.join(folder, 'libs', lib), path.join(folder, 'node_modules/@cspmexa', lib));
  }
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, 'tsconfig.base.json'), files: made }),
  );
  return folder;
}

beforeAll(() => {
  copy = copyWorkspace();
});
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

describe('npm run new', () => {
  it.each([
    ['policy', 'aws-s3-bucket-has-owner'],
    ['collector', 'aws.s3.thing'],
    ['event', 'unit.paused'],
  ])('writes a %s and says what comes next', (what, name) => {
    const { status, stdout, stderr } = make(what, name);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('npm run generate');
  });

  it('writes what compiles', () => {
    const { status, stdout } = run([path.join(root, 'node_modules/typescript7/bin/tsc'), '-p', copy, '--noEmit']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 120_000);

  it('writes a policy and an event that fail their tests until they are filled in', () => {
    const program = `
      const { default: policy } = await import(${JSON.stringify(pathToFileURL(path.join(copy, made[0])))});
      const { runExample, worstOf } = await import(${JSON.stringify(pathToFileURL(path.join(root, 'libs/policy-kit/src/index.ts')))});
      const { unitPaused } = await import(${JSON.stringify(pathToFileURL(path.join(copy, made[3])))});
      const wrong = Object.values(policy.examples).map((example) => worstOf(runExample(policy, example)) !== example.outcome);
      console.log(JSON.stringify([...wrong, !unitPaused.payload.safeParse(unitPaused.example).success]));`;
    const hooks = pathToFileURL(path.join(root, 'libs/testkit/src/servers/typescript-hooks.mjs')).href;
    const { stdout, stderr } = run(['--import', hooks, '--input-type=module', '-e', program]);
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '[true,true,true]', stderr: '' });
  });

  it.each([
    ['policy', 'check-2.1.2', 'aws-s3-bucket-denies-http'],
    ['policy', 'aws-s3-bucket-check-encryption', 'healthy side'],
    ['policy', 'aws-vpc-sleeps-well', 'aws.vpc.subnet'],
    ['policy', 'aws-s3-bucket-denies-http', 'is there already'],
    ['collector', 's3.Thing', 'aws.<service>.<noun>'],
    ['collector', 'aws.rds.instance', 'libs/resources/src/aws/rds.ts'],
    ['event', 'unit.pause', 'noun.past-verb'],
    ['event', 'robot.started', '--by'],
    ['event', 'unit.collected', 'new version'],
    ['gadget', 'x', 'npm run new policy'],
  ])('refuses %s %s with a reason', (what, name, reason) => {
    const { status, stderr } = make(what, name);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});
