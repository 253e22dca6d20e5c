/** Writes src/*.generated.ts from data/*.csv. Run by `npm run generate`; the same data always gives the same files. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const here = import.meta.dirname;
const banner =
  '// Generated from libs/frameworks/data by libs/frameworks/generate.mjs. Change the data, then `npm run generate`.\n\n';

/** Rows of a CSV file as objects by column name. Fields may be quoted; a quote inside is doubled. */
function rowsOf(file) {
  const [head, ...lines] = readFileSync(path.join(here, 'data', file), 'utf8')
    .trim()
    .split(/\r?\n/);
  const fields = (line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
    );
  const names = fields(head);
  return lines.map((line) => {
    const values = fields(line);
    if (values.length !== names.length)
      throw new Error(`${file}: ${values.length} fields instead of ${names.length} in: ${line}`);
    return Object.fromEntries(names.map((name, at) => [name, values[at]]));
  });
}

function titlesById() {
  const titles = new Map();
  for (const { controls, en, pt } of rowsOf('titles.csv')) {
    for (const id of controls.split(' ')) {
      if (titles.has(id)) throw new Error(`titles.csv: ${id} has two titles`);
      titles.set(id, { en, pt });
    }
  }
  return titles;
}

function controlsOf() {
  const titles = titlesById();
  const titled = (id, facts) => {
    const title = titles.get(id);
    if (title === undefined) throw new Error(`titles.csv: ${id} has no title`);
    titles.delete(id);
    return { id, title, ...facts };
  };
  const cis = rowsOf('cis-aws-controls.csv').map(({ framework, control, level, assessment }) => ({
    framework,
    control: titled(`${framework}/${control}`, { level, assessment }),
  }));
  const fsbp = rowsOf('fsbp-controls.csv').map(({ control, severity, in_fsbp: inStandard }) => ({
    framework: 'fsbp',
    control: titled(`fsbp/${control}`, { severity, ...(inStandard === 'no' && { outside: true }) }),
  }));
  if (titles.size > 0) throw new Error(`titles.csv: no such control: ${[...titles.keys()].join(', ')}`);
  const byFramework = new Map();
  for (const { framework, control } of [...cis, ...fsbp]) {
    byFramework.set(framework, [...(byFramework.get(framework) ?? []), control]);
  }
  return byFramework;
}

async function write(file, content) {
  const target = path.join(here, 'src', file);
  const options = await resolveConfig(target);
  writeFileSync(target, await format(banner + content, { ...options, parser: 'typescript' }));
}

const controls = controlsOf();
const constants = [...controls].map(([framework, entries]) => {
  const name = framework.replace(/[^a-z0-9]+(.)/g, (_, next) => next.toUpperCase());
  return `/** Controls of ${framework}. */\nexport const ${name} = ${JSON.stringify(entries)} as const;\n`;
});
await write('controls.generated.ts', constants.join('\n'));

const prowler = rowsOf('prowler-checks.csv').map(({ peer_check: check, service, severity }) => [
  check,
  { service, severity },
]);
await write(
  'prowler.generated.ts',
  `/** Prowler's checks for AWS, by id. */\nexport const prowlerChecks = ${JSON.stringify(Object.fromEntries(prowler))} as const;\n`,
);

const cloudsploit = rowsOf('cloudsploit-plugins.csv').map(({ plugin, service, severity }) => [
  plugin,
  { service, severity },
]);
await write(
  'cloudsploit.generated.ts',
  `/** CloudSploit's plugins for S3, EC2 and IAM, by name. */\nexport const cloudsploitPlugins = ${JSON.stringify(Object.fromEntries(cloudsploit))} as const;\n`,
);
