/** Writes the documents that are worked out of the built code: policies, events, permissions, the OpenAPI document and .env.example. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

const load = (file) => import(path.join(root, file, 'dist/index.js'));
const write = (file, text) => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), `${text.trimEnd()}\n`);
};
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const note = '<!-- Written by `npm run generate`. Do not edit. -->';

const { eventList, openApi, permissions, Role, rolePermissions, routeList, tokenScopes } = await load('libs/contracts');
const { policyList } = await load('libs/policies');
const { renderFix } = await load('libs/policy-kit');

// Policies: one page for each folder, and an index.
const rowsOf = (policy) => Object.entries(policy.rows ?? {});
const everySameAs = (policy) => [...policy.sameAs, ...rowsOf(policy).flatMap(([, row]) => row.sameAs ?? [])];
const everyControl = (policy) => [
  ...new Set([...policy.controls, ...rowsOf(policy).flatMap(([, row]) => row.controls ?? [])]),
];
const code = (list) => (list.length ? list.map((item) => `\`${item}\``).join(', ') : '–');
const fence = (language, text) => (text === null ? [] : ['', `\`\`\`${language}`, text, '```']);

const page = (policy) => {
  const fix = renderFix(policy);
  return [
    `## ${policy.id}`,
    '',
    `**${policy.title.en}** · ${policy.title.pt}`,
    '',
    `Severity ${policy.severity} · judges \`${policy.on.kind}\` · reads ${code(policy.needs)}${policy.retired ? ` · retired: ${policy.retired}` : ''}`,
    '',
    policy.why.en,
    ...(policy.rows
      ? [
          '',
          table(
            ['row', 'severity', 'what', 'controls', 'same as'],
            rowsOf(policy).map(([id, row]) => [
              `\`${id}\``,
              row.severity,
              row.title.en,
              code(row.controls ?? []),
              code(row.sameAs ?? []),
            ]),
          ),
        ]
      : []),
    ...(Object.keys(policy.parameters).length > 0
      ? [
          '',
          table(
            ['parameter', 'what', 'unit', 'default', 'from', 'to'],
            Object.entries(policy.parameters).map(([name, parameter]) => [
              `\`${name}\``,
              parameter.title.en,
              parameter.unit.en,
              parameter.default,
              parameter.min,
              parameter.max,
            ]),
          ),
        ]
      : []),
    '',
    `- Controls: ${code(policy.controls)}`,
    `- Same as: ${code(policy.sameAs)}`,
    '',
    'Fix:',
    '',
    ...fix.steps.map(({ en }, index) => `${index + 1}. ${en}`),
    ...fence('sh', fix.cli),
    ...fence('hcl', fix.terraform),
    '',
    'Examples:',
    '',
    ...Object.entries(policy.examples).map(([name, { outcome }]) => `- ${name}: ${outcome}`),
    '',
  ].join('\n');
};
const folders = new Map();
for (const policy of policyList) {
  const folder = policy.id.split('-')[1];
  folders.set(folder, [...(folders.get(folder) ?? []), policy]);
}
fs.rmSync(path.join(root, 'docs/policies'), { recursive: true, force: true });
for (const [folder, policies] of folders)
  write(`docs/policies/${folder}.md`, [note, `# Policies: ${folder}`, '', ...policies.map(page)].join('\n'));
write(
  'docs/policies/README.md',
  [
    note,
    '# Policies',
    '',
    `${policyList.length} policies; ${new Set(policyList.flatMap(everySameAs)).size} checks of other scanners say the same as one of them.`,
    '',
    table(
      ['policy', 'severity', 'what', 'controls'],
      policyList.map((policy) => [
        `[${policy.id}](${policy.id.split('-')[1]}.md#${policy.id})`,
        policy.severity,
        policy.title.en,
        code(everyControl(policy)),
      ]),
    ),
  ].join('\n'),
);

// Events.
write(
  'docs/events.md',
  [
    note,
    '# Events',
    '',
    'What travels on the bus: the contracts are in `libs/contracts/src/events`, one file each.',
    '',
    table(
      ['event', 'version', 'published by', 'when'],
      eventList.map(({ name, version, publishedBy, when }) => [
        `\`${name}\``,
        version,
        [publishedBy].flat().join(', '),
        when,
      ]),
    ),
  ].join('\n'),
);

// Operations and roles.
const anybody = ['public', 'signed-in', 'mfa-pending'];
const yes = (may) => (may ? 'yes' : '–');
const may = (role, permission) => anybody.includes(permission) || rolePermissions[role].has(permission);
const mayMachine = ({ permission, stepUp }) => {
  if (permission === 'public') return 'yes';
  return tokenScopes.includes(permission) && !stepUp ? 'with the scope' : '–';
};
write(
  'docs/permissions.md',
  [
    note,
    '# Operations and roles',
    '',
    'Everything that is not allowed here is refused, at the gateway and again in the service. `signed-in` is any member; `mfa-pending` is any member, also in the middle of a sign-in that still needs a code. Where a fresh proof is asked for, the person has signed in or given a code within the last five minutes. An API token may do at most what its maker may. Nobody sees another tenant with any of this; `services/standalone/src/permissions.int.spec.ts` asks every cell from outside.',
    '',
    table(
      ['operation', 'address', 'permission', 'nobody', ...Role.options, 'API token', 'fresh proof'],
      routeList.map((route) => [
        `\`${route.id}\``,
        `${route.method} /api${route.path}`,
        route.permission,
        yes(route.permission === 'public'),
        ...Role.options.map((role) => yes(may(role, route.permission))),
        mayMachine(route),
        yes(route.stepUp),
      ]),
    ),
    '',
    '# Roles and permissions',
    '',
    table(
      ['permission', ...Role.options, 'API token'],
      permissions.map((permission) => [
        `\`${permission}\``,
        ...Role.options.map((role) => yes(may(role, permission))),
        mayMachine({ permission }),
      ]),
    ),
  ].join('\n'),
);

const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
write('docs/openapi.json', JSON.stringify(openApi(version), null, 2));

// The template of the read role, for the link that creates its stack.
const { readRoleTemplate } = await load('services/collector');
const { actionsOf } = await load('libs/collector-kit');
const { collectorList } = await load('libs/collectors');
write('deploy/aws/read-role/template.yaml', readRoleTemplate(actionsOf(collectorList)));

// .env.example, a section for each program.
const { describeConfig } = await load('libs/platform');
const configs = [
  ['cspmexa start (everything in one process)', 'services/standalone', 'standaloneConfig'],
  ['auth', 'services/auth', 'authConfig'],
  ['collector', 'services/collector', 'collectorConfig'],
  ['policy-engine', 'services/policy-engine', 'policyEngineConfig'],
  ['notification', 'services/notification', 'notificationConfig'],
  ['api-gateway', 'services/api-gateway', 'gatewayConfig'],
];
const section = async ([title, folder, name]) => {
  const schema = (await load(folder))[name];
  const lines = describeConfig(schema).flatMap((setting) => [
    `# ${setting.description}${setting.required ? ' Required.' : ''}${setting.secret ? ' Secret.' : ''}`,
    `${setting.required ? '' : '#'}${setting.name}=${setting.default ?? ''}`,
  ]);
  return [`# ${'-'.repeat(76)}`, `# ${title}`, `# ${'-'.repeat(76)}`, ...lines, ''].join('\n');
};
const sections = [];
for (const config of configs) sections.push(await section(config));
write(
  '.env.example',
  [
    '# Written by `npm run generate` from the config schemas. Every service reads its own section.',
    '',
    ...sections,
  ].join('\n'),
);
