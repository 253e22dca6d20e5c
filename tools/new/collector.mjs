/** A new collector, with the kind that it collects if that is not declared yet. Its listing fails, and so do its tests, until it is written. */
import path from 'node:path';
import { root } from '../run.mjs';
import { Refused } from './refused.mjs';

const kindPattern = /^aws\.(?<service>[a-z0-9]+)\.(?<noun>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;
const pascal = (text) => text.replace(/(?:^|[.-])([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const camel = (text) => text.replace(/[.-]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const index = 'libs/collectors/src/index.ts';

/** @returns what to do next. @throws Refused */
export async function newCollector(name, files) {
  const { service, noun } = kindPattern.exec(name)?.groups ?? {};
  if (!service)
    throw new Refused(`${name}: a kind is called aws.<service>.<noun>, such as aws.s3.bucket or aws.ec2.key-pair.`);
  const shapes = `libs/resources/src/aws/${service}.ts`;
  const resources = await import(path.join(root, 'libs/resources/src/index.ts'));
  if (!files.has(shapes))
    throw new Refused(
      `${name}: ${shapes} is not there. A new service begins with it, and with AwsService in libs/contracts/src/nouns/shared.ts.`,
    );
  const found = Object.entries(resources).find(
    ([, value]) => resources.findKind(name) !== undefined && value === resources.findKind(name),
  );
  const exportName = found?.[0] ?? pascal(`${service}.${noun}`);
  const aws = found?.[1].service ?? (service === 'vpc' ? 'ec2' : service);
  const facets = Object.keys(found?.[1].facets ?? { properties: null });
  if (!found)
    files.edit(shapes, (text) => `${text.trimEnd()}\n\n${kindText({ name, exportName, service: aws, noun })}`);
  const file = `${service === 'accessanalyzer' ? 'access-analyzer' : service}-${noun}`;
  const constant = camel(file);
  files.add(`libs/collectors/src/aws/${file}.ts`, collectorText({ name, exportName, service: aws, constant, facets }));
  files.edit(index, (text) => indexWith(text, constant, file));
  return [
    ...(found ? [] : [`say in ${shapes} what ${exportName} is made of`]),
    `write the listing and the readers in libs/collectors/src/aws/${file}.ts`,
    `record the answers of AWS in libs/collectors/src/aws/__replay__/${file}/, then npm test -- libs/collectors (the first run writes the golden file)`,
    'npm run generate (the IAM policy of customers gets the new actions)',
  ];
}

/** Adds the import and the entry where the alphabet wants them. */
function indexWith(text, constant, file) {
  const line = `import { ${constant} } from './aws/${file}.js';`;
  const imports = [...text.matchAll(/^import \{ \w+ \} from '\.\/aws\/(\S+)\.js';$/gm)];
  const after = imports.findLast(([, other]) => other < file) ?? imports[0];
  const entries = text.slice(text.indexOf('= ['));
  const names = [...entries.matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);
  const before = names.findLast((name) => name.toLowerCase() < constant.toLowerCase());
  const withImport = text.replace(after[0], `${after[0]}\n${line}`);
  return before
    ? withImport.replace(new RegExp(`^ {2}${before},$`, 'm'), `  ${before},\n  ${constant},`)
    : withImport.replace('= [\n', `= [\n  ${constant},\n`);
}

const kindText = ({ name, exportName, service, noun }) => `export const ${exportName} = defineKind({
  kind: '${name}',
  service: '${service}',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ id: z.string() }),
  facets: { properties: z.object({ name: z.string().nullable() }) },
  id: ({ id }) => id,
  arn: arnOf('${service}', (id) => \`${noun}/\${id}\`),
  example: { base: { id: 'example' }, facets: { properties: { name: 'example' } } },
});
`;

const collectorText = ({
  name,
  exportName,
  service,
  constant,
  facets,
}) => `import { defineCollector, defineSource, fromListing, malformed, type Listing } from '@cspmexa/collector-kit';
import { ${exportName} } from '@cspmexa/resources';

/** One item of the listing, as the SDK gives it. */
interface Listed {
  readonly Id?: string;
}

const action = '${service}:Describe${exportName}';

const listing = defineSource<Listing<Listed>>({
  actions: [action],
  load: () => Promise.reject(malformed(action, 'The listing of ${name} is not written yet.')),
});

export const ${constant} = defineCollector<Listed>()({
  collects: ${exportName},
  list: listing,
  base: ({ Id }) => ({ id: Id }),
  facets: {
${facets.map((facet) => `    ${facet}: fromListing(() => undefined),`).join('\n')}
  },
});
`;
