/**
 * `npm run new policy aws-s3-bucket-has-owner [-- --on aws.s3.bucket]`
 * `npm run new collector aws.s3.thing`
 * `npm run new event noun.past-verb [-- --by collector]`
 *
 * Writes a new file from the house pattern. It compiles, and its tests fail until it is filled in. `--into folder` writes there instead.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import '../libs/testkit/src/servers/typescript-hooks.mjs';
import { newCollector } from './new/collector.mjs';
import { newEvent } from './new/event.mjs';
import { newPolicy } from './new/policy.mjs';
import { Refused } from './new/refused.mjs';
import { root } from './run.mjs';

const makers = { policy: newPolicy, collector: newCollector, event: newEvent };
const usage = 'npm run new policy aws-s3-bucket-has-owner | collector aws.s3.thing | event noun.past-verb';

/** The files of one run: what was read from the checkout, and what is to be written. */
class Files {
  changes = new Map();

  constructor(into) {
    this.into = into;
  }

  has(file) {
    return this.changes.has(file) || fs.existsSync(path.join(this.into, file)) || fs.existsSync(path.join(root, file));
  }

  read(file) {
    const here = path.join(this.into, file);
    return this.changes.get(file) ?? fs.readFileSync(fs.existsSync(here) ? here : path.join(root, file), 'utf8');
  }

  /** A file that must not be there yet. */
  add(file, text) {
    if (this.has(file)) throw new Refused(`${file} is there already.`);
    this.changes.set(file, text);
  }

  edit(file, change) {
    this.changes.set(file, change(this.read(file)));
  }

  async write() {
    const options = await resolveConfig(path.join(root, 'tools/new.mjs'));
    for (const [file, text] of this.changes) {
      const target = path.join(this.into, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, await format(text, { ...options, parser: 'typescript' }));
      console.log(`wrote ${file}`);
    }
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { into: { type: 'string' }, on: { type: 'string' }, by: { type: 'string' } },
  });
  const [what, name, ...more] = positionals;
  const make = makers[what];
  if (!make || !name || more.length > 0) throw new Refused(usage);
  const files = new Files(values.into ? path.resolve(values.into) : root);
  const next = await make(name, files, values);
  await files.write();
  for (const line of next) console.log(`next: ${line}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refused) && !error.code?.startsWith?.('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
