/** `npm run generate`: everything that is written from the code. Run twice it writes the same. */
import fs from 'node:fs';
import path from 'node:path';
import { node, nx, root } from './run.mjs';

const step = async (code) => {
  const status = await code;
  if (status !== 0) process.exit(status);
};
const script = (file) => path.join(root, file);

// First what the code itself is made of, then the build, then what is worked out of the built code.
for (const file of ['libs/frameworks/generate.mjs', 'libs/policies/generate.mjs'])
  if (fs.existsSync(script(file))) await step(node([script(file)]));
await step(nx('build', ['--exclude', '@cspmexa/frontend']));
for (const file of ['libs/collectors/generate.mjs', 'tools/generate-docs.mjs'])
  if (fs.existsSync(script(file))) await step(node([script(file)]));
