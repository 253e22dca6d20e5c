/** Fails when package-lock.json promises optional packages (platform binaries) that it has no entry for: newer npm refuses such a lock. */
import fs from 'node:fs';
import path from 'node:path';

const { packages } = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../package-lock.json'), 'utf8'));

/** Walks up the tree of node_modules, as Node does. */
const isLocked = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at.includes('node_modules/')) return Boolean(packages[`node_modules/${name}`]);
  }
};

const missing = Object.entries(packages).flatMap(([at, { version, optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(at, name))
    .map((name) => `${at.replace(/^.*node_modules\//, '')}@${version} lacks ${name}`),
);
for (const line of missing) console.error(line);
console.log(missing.length ? `${missing.length} missing in package-lock.json` : 'package-lock.json is complete');
process.exitCode = missing.length ? 1 : 0;
