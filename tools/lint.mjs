/**
 * `npm run lint`: ESLint over the workspace. The boundary rule reads Nx's project graph and skips itself when there is none, so the graph is made first.
 * With `--probe`, lints the texts of a JSON list `[{ file, code }]` on standard input as if they stood there, and prints the rules they break.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';

const root = path.resolve(import.meta.dirname, '..');
Object.assign(process.env, { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_NO_CLOUD: 'true' });
const graph = spawnSync(process.execPath, [path.join(root, 'tools/nx.mjs'), 'show', 'projects'], {
  cwd: root,
  encoding: 'utf8',
});
if (graph.status !== 0 || !fs.existsSync(path.join(root, '.nx/workspace-data/project-graph.json'))) {
  console.error(`The project graph could not be made, so boundaries would not be checked.\n${graph.stderr}`);
  process.exit(1);
}

const eslint = new ESLint({ cwd: root });
if (process.argv.includes('--probe')) {
  const probes = JSON.parse(fs.readFileSync(0, 'utf8'));
  const rules = [];
  for (const { file, code } of probes) {
    const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
    rules.push((result?.messages ?? []).map(({ ruleId }) => ruleId));
  }
  console.log(JSON.stringify(rules));
} else {
  const results = await eslint.lintFiles(['.']);
  const formatter = await eslint.loadFormatter('stylish');
  process.stdout.write(await formatter.format(results));
  const problems = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
  console.log(`${results.length} files, ${problems} problems`);
  process.exitCode = problems > 0 ? 1 : 0;
}
