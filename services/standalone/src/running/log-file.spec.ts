import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openLogFile } from './log-file.js';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const rightsOf = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);
const write = async (file: string, line: string) => {
  const log = openLogFile(file);
  log.write(line);
  log.end();
  await once(log, 'close');
};

it('X04 nobody but its owner reads the log, which names people and addresses', async () => {
  const file = path.join(folder, 'below', 'cspmexa.log');
  await write(file, 'first\n');
  expect(rightsOf(file)).toBe('600');
});

it('takes the log of an older version over, with its lines', async () => {
  const file = path.join(folder, 'cspmexa.log');
  fs.writeFileSync(file, 'old\n', { mode: 0o644 });
  await write(file, 'new\n');
  expect(rightsOf(file)).toBe('600');
  expect(fs.readFileSync(file, 'utf8')).toBe('old\nnew\n');
});
