/**
 * Checks docker-compose.yml: what Compose itself says of it, and what each service's own configuration schema says of the variables that
 * it would get. Without Compose on the machine the file is read here, by the rules of the Compose specification that it uses; the last
 * line says which of the two it was.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import '../libs/testkit/src/servers/typescript-hooks.mjs';
import { root } from './run.mjs';

const files = {
  compose: 'docker-compose.yml',
  tls: 'deploy/compose.tls.yml',
  example: 'deploy/.env.compose.example',
  dockerfile: 'deploy/Dockerfile',
};
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

/** Our services and the schemas that read their environment. */
const configs = {
  auth: 'authConfig',
  collector: 'collectorConfig',
  'policy-engine': 'policyEngineConfig',
  notification: 'notificationConfig',
  'api-gateway': 'gatewayConfig',
};
/** Read by the AWS SDK and Node themselves. */
const readByLibraries =
  /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|PROFILE|ENDPOINT_URL)|NODE_(ENV|OPTIONS))$/;
/** What a person would fill in where the example is empty. */
const fillers = {
  BOOTSTRAP_ADMIN_EMAIL: 'admin@example.com',
  MAIL_FROM: 'alerts@example.com',
  AUTH_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
  OIDC_DISCOVERY_URL: 'https://issuer.example.com',
};

/** `NAME=value` lines. */
export const variablesOf = (text) =>
  Object.fromEntries([...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name, value]));

/** Replaces ${NAME}, ${NAME:-default} and ${NAME:?message}, and $$ by $. `missing` is told of every required one that is empty. */
export const interpolate = (text, env, missing = () => undefined) =>
  text.replace(
    /\$(?:\$|\{([A-Z_][A-Z0-9_]*)(?:(:?[-?])([^}]*))?\}|(\w+))/g,
    (whole, name, kind = '', rest = '', bare) => {
      if (whole === '$$') return '$';
      const value = env[name ?? bare];
      const isThere = kind.startsWith(':') ? Boolean(value) : value !== undefined;
      if (isThere) return value;
      if (kind.endsWith('-')) return rest;
      if (kind.endsWith('?') || bare || !kind) missing(name ?? bare);
      return '';
    },
  );

/** Every string of a YAML value, replaced. */
const everyString = (value, replace) => {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => everyString(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, everyString(item, replace)]));
};

const topLevel = ['name', 'services', 'networks', 'volumes', 'secrets', 'configs'];
const serviceKeys =
  'build image command entrypoint environment ports volumes tmpfs networks depends_on healthcheck restart init read_only cap_drop cap_add ' +
  'security_opt stop_grace_period hostname shm_size user profiles deploy logging labels working_dir expose ulimits secrets configs';

/** Mistakes that Compose would refuse: unknown keys, and names of services, networks, volumes and secrets that are not there. */
export function structureProblems({ services = {}, networks = {}, volumes = {}, secrets = {}, ...rest }) {
  const unknownTop = Object.keys(rest).filter((key) => !topLevel.includes(key) && !key.startsWith('x-'));
  const known = new Set(serviceKeys.split(' '));
  return [
    ...unknownTop.map((key) => `${key}: Compose knows no such section`),
    ...Object.entries(services).flatMap(([name, service]) => [
      ...Object.keys(service)
        .filter((key) => !known.has(key))
        .map((key) => `${name}: ${key} is not known here`),
      ...(service.image || service.build ? [] : [`${name}: neither image nor build`]),
      ...Object.keys(service.depends_on ?? {})
        .filter((other) => !services[other])
        .map((other) => `${name}: depends on ${other}, which is not there`),
      ...(Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {}))
        .filter((network) => !(network in networks))
        .map((network) => `${name}: the network ${network} is not declared`),
      ...(service.secrets ?? [])
        .map((secret) => (typeof secret === 'string' ? secret : secret.source))
        .filter((secret) => !(secret in secrets))
        .map((secret) => `${name}: the secret ${secret} is not declared`),
      ...(service.volumes ?? [])
        .map((volume) =>
          typeof volume === 'string' ? volume.split(':')[0] : volume.type === 'volume' ? volume.source : '.',
        )
        .filter((source) => !/^[./~]/.test(source) && !(source in volumes))
        .map((source) => `${name}: the volume ${source} is not declared`),
    ]),
  ];
}

/** What is asked of the file beyond being valid. */
export function habitProblems({ services = {} }) {
  const isOurs = (name) => name in configs;
  const hasCheck = (name) => isOurs(name) || Boolean(services[name]?.healthcheck);
  return Object.entries(services).flatMap(([name, service]) => [
    ...Object.entries(service.depends_on ?? {})
      .filter(([other, { condition } = {}]) => condition === 'service_healthy' && !hasCheck(other))
      .map(([other]) => `${name}: waits for ${other} to be healthy, which has no health check`),
    ...(name !== 'api-gateway' && service.ports?.length ? [`${name}: only the gateway has a port of the machine`] : []),
    ...(isOurs(name) && !service.read_only ? [`${name}: its file system is not read-only`] : []),
    ...(isOurs(name) && !(service.cap_drop ?? []).includes('ALL') ? [`${name}: keeps capabilities`] : []),
    ...(/:latest$|^[^:@]+$/.test(service.build ? 'built:here' : (service.image ?? ''))
      ? [`${name}: the image has no version`]
      : []),
  ]);
}

/** What a service's own schema says of the variables it would get, and those that nobody reads. */
function environmentProblems(name, service, schema) {
  const given = Object.fromEntries(
    Object.entries(service.environment ?? {}).flatMap(([key, value]) =>
      value === '' || value === null || value === undefined ? [] : [[key, String(value)]],
    ),
  );
  const read = new Set(Object.keys(schema.shape));
  const strangers = Object.keys(service.environment ?? {}).filter(
    (key) => !read.has(key) && !readByLibraries.test(key),
  );
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(given).filter(([key]) => read.has(key))));
  return [
    ...strangers.map((key) => `${name}: nothing in this service reads ${key}`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map(({ path: at, message }) => `${name}: ${at.join('.')}: ${message}`)),
  ];
}

/** The variables that the text of the file takes from outside. */
export const takenBy = (text) =>
  new Set([...text.replace(/^\s*#.*$/gm, '').matchAll(/(?<!\$)\$\{([A-Z_][A-Z0-9_]*)/g)].map(([, name]) => name));

const composeCommands = [
  ['docker', ['compose']],
  ['docker-compose', []],
];

/** The model as Compose resolves it, or undefined where there is no Compose. @throws Error with what Compose says of a broken file. */
function modelByCompose(env) {
  for (const [program, args] of composeCommands) {
    if (spawnSync(program, [...args, 'version'], { stdio: 'ignore' }).status !== 0) continue;
    const name = [program, ...args].join(' ');
    const { status, stdout, stderr } = spawnSync(program, [...args, '-f', files.compose, 'config'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    });
    if (status !== 0) throw new Error(`${name} config: ${stderr.trim()}`);
    return { name: `${name} config`, model: parse(stdout) };
  }
  return undefined;
}

function modelByReading(text, env) {
  const missing = [];
  const raw = parse(text, { merge: true });
  const model = everyString(raw, (value) => interpolate(value, env, (name) => missing.push(name)));
  return { model, problems: [...new Set(missing)].map((name) => `${name} is required and would be empty`) };
}

async function main() {
  const text = read(files.compose);
  const example = variablesOf(read(files.example));
  const env = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      value || fillers[name] || (/^AWS_|_URL$/.test(name) ? '' : `${name}-`.padEnd(40, 'x').replaceAll('_', '-')),
    ]),
  );
  const taken = takenBy(text);
  const problems = [
    ...[...taken].filter((name) => !(name in example)).map((name) => `${files.example}: lacks ${name}`),
    ...Object.keys(example)
      .filter((name) => !taken.has(name))
      .map((name) => `${files.example}: nothing takes ${name}`),
  ];
  const { model, problems: readingProblems } = modelByReading(text, env);
  problems.push(...readingProblems, ...structureProblems(model), ...habitProblems(model));
  const compose = modelByCompose(env);
  const withTls = parse(read(files.tls), { merge: true }).services;
  for (const [name, schemaName] of Object.entries(configs)) {
    const service = (compose?.model ?? model).services?.[name];
    if (!service) {
      problems.push(`${name}: is not there`);
      continue;
    }
    if (service.build?.args?.SERVICE !== name)
      problems.push(`${name}: is built with SERVICE=${service.build?.args?.SERVICE}`);
    const config = await import(path.join(root, 'services', name, 'src/config.ts'));
    problems.push(...environmentProblems(name, service, config[schemaName]));
    const environment = { ...service.environment, ...withTls[name]?.environment };
    problems.push(
      ...environmentProblems(name, { environment }, config[schemaName]).map((problem) => `${files.tls}: ${problem}`),
    );
  }
  for (const [, stage] of read(files.dockerfile).matchAll(/--from=(\S+)/g))
    if (!new RegExp(`^FROM .* AS ${stage}$`, 'm').test(read(files.dockerfile)))
      problems.push(`${files.dockerfile}: no stage ${stage}`);
  for (const problem of problems) console.error(`${files.compose}: ${problem}`);
  console.log(
    compose
      ? `checked with \`${compose.name}\` and the services' configuration schemas`
      : "NO COMPOSE ON THIS MACHINE: checked by reading the file, and with the services' configuration schemas; `docker compose config` was not run",
  );
  console.log(problems.length ? `${problems.length} problems` : 'docker-compose.yml is sound');
  return problems.length ? 1 : 0;
}

if (import.meta.filename === process.argv[1]) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
