/** A new event. Its example does not satisfy its schema until somebody fills it in. */
import path from 'node:path';
import { root } from '../run.mjs';
import { Refused } from './refused.mjs';

const namePattern = /^(?<noun>[a-z]+)\.(?<verb>[a-z]+(?:-[a-z]+)*)$/;
/** Participles that do not end in -ed. */
const irregular =
  'begun bound broken brought built chosen cut done drawn found given gone grown kept left lost made met paid read run seen sent set shown shut stuck taken told withdrawn won written';
const isPast = (verb) => verb.split('-').some((word) => word.endsWith('ed') || irregular.split(' ').includes(word));
const camel = (text) => text.replace(/[.-]([a-z])/g, (_, letter) => letter.toUpperCase());
const services = ['auth', 'collector', 'policy-engine', 'notification', 'api-gateway'];
const index = 'libs/contracts/src/events/index.ts';

/** @returns what to do next. @throws Refused */
export async function newEvent(name, files, { by }) {
  const { noun, verb } = namePattern.exec(name)?.groups ?? {};
  if (!noun || !isPast(verb))
    throw new Refused(
      `${name}: an event is called noun.past-verb, such as unit.collected or finding.exception-expired.`,
    );
  const { eventList } = await import(path.join(root, 'libs/contracts/src/index.ts'));
  if (eventList.some((event) => event.name === name))
    throw new Refused(
      `${name} is there already. An incompatible change of it is a new version beside the old: add one in its file.`,
    );
  const publishers = [
    ...new Set(eventList.filter(({ name }) => name.startsWith(`${noun}.`)).flatMap(({ publishedBy }) => publishedBy)),
  ];
  const publisher = by ?? (publishers.length === 1 ? publishers[0] : undefined);
  if (!services.includes(publisher))
    throw new Refused(`Who publishes ${name}? Say -- --by <service>: ${services.join(', ')}.`);
  const file = `${noun}-${verb}`;
  const constant = camel(name);
  files.add(`libs/contracts/src/events/${file}.ts`, eventText({ name, noun, constant, publisher }));
  files.edit(index, (text) => indexWith(text, constant, file));
  return [
    `fill in when it is published, the payload and the example in libs/contracts/src/events/${file}.ts; then npm test -- libs/contracts`,
    'who listens to it: libs/messaging/src/subscriptions.ts',
    'npm run generate (docs/events.md)',
  ];
}

/** Adds the import, the export and the entry after the last of their kind. */
function indexWith(text, constant, file) {
  const after = (whole, pattern, line) => {
    const last = [...whole.matchAll(pattern)].at(-1);
    return whole.replace(last[0], `${last[0]}\n${line}`);
  };
  const imported = after(text, /^import \{ \w+ \} from '\.\/\S+';$/gm, `import { ${constant} } from './${file}.js';`);
  const exported = after(imported, /^export \* from '\.\/\S+';$/gm, `export * from './${file}.js';`);
  return exported.replace(/^(export const eventList[\s\S]*?)^\];$/m, `$1  ${constant},\n];`);
}

const eventText = ({ name, noun, constant, publisher }) => `import { z } from 'zod';
import { defineEvent } from '../event.js';

export const ${constant} = defineEvent({
  name: '${name}',
  version: 1,
  publishedBy: '${publisher}',
  when: '',
  payload: z.object({ ${noun}Id: z.uuid() }),
  example: { ${noun}Id: '' },
});
`;
