/** Writes the registry of policies from the files that are there. The path of a file is its policy's id. */
import fs from 'node:fs';
import path from 'node:path';

const src = path.join(import.meta.dirname, 'src');
const policies = fs
  .readdirSync(src, { recursive: true })
  .map(String)
  .filter((file) => /^aws[/\\][a-z0-9]+[/\\][a-z0-9-]+\.ts$/.test(file))
  .sort();
const camel = (file) => file.replace(/\.ts$/, '').replace(/[/\\-]+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const lines = [
  '// Written by `npm run generate` from the files under aws/. Do not edit.',
  "import type { Policy } from '@cspmexa/policy-kit';",
  ...policies.map((file) => `import ${camel(file)} from './${file.replace(/\.ts$/, '.js')}';`),
  '',
  '/** Every policy, in the order of its id. */',
  'export const policyList: readonly Policy[] = [',
  ...policies.map((file) => `  ${camel(file)},`),
  '];',
  '',
];
fs.writeFileSync(path.join(src, 'registry.generated.ts'), lines.join('\n'));
