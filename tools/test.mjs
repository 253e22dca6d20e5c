/**
 * `npm test`: generates what the tests import, then runs Jest. Arguments are Jest's. A whole run leaves its results for
 * `npm run trust`, and gives up to five files that failed a second try, alone on the machine: what passes then is told loudly.
 */
import fs from 'node:fs';
import path from 'node:path';
import { node, nx, root } from './run.mjs';
import { jestResults } from './trust/results.mjs';

const generated = await nx('generate');
if (generated !== 0) process.exit(generated);

/** Tests share the machine with the servers that they start: connections may take their time. */
const env = { DATABASE_WAIT_MS: '8000' };
const jest = (args) =>
  node(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'node_modules/jest/bin/jest.js'),
      ...args,
    ],
    { env },
  );
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const retryAtMost = 5;

async function wholeRun() {
  fs.mkdirSync(path.dirname(jestResults), { recursive: true });
  fs.rmSync(jestResults, { force: true });
  const code = await jest(['--json', `--outputFile=${jestResults}`]);
  if (code === 0 || !fs.existsSync(jestResults)) return code;
  const first = read(jestResults);
  const failed = first.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  if (failed.length === 0 || failed.length > retryAtMost) return code;
  console.log(`\n!!! ${failed.length} test files failed. They get a second try, alone.\n`);
  const again = `${jestResults}.again`;
  const second = await jest(['--json', `--outputFile=${again}`, '--runInBand', '--runTestsByPath', ...failed]);
  if (!fs.existsSync(again)) return code;
  const retried = new Map(read(again).testResults.map((result) => [result.name, result]));
  fs.rmSync(again);
  const testResults = first.testResults.map((result) => retried.get(result.name) ?? result);
  fs.writeFileSync(jestResults, JSON.stringify({ ...first, testResults }));
  for (const name of failed)
    console.log(
      `!!! ${retried.get(name)?.status === 'passed' ? 'FLAKY, passed at its second try' : 'FAILED twice'}: ${path.relative(root, name)}`,
    );
  return second;
}

const args = process.argv.slice(2);
process.exitCode = await (args.length > 0 ? jest(args) : wholeRun());
