#!/usr/bin/env node
/**
 * Prisma's schema engine, as its CLI expects it (JSON-RPC over stdio), on the WebAssembly build that npm installs. Nothing is
 * downloaded. For development and CI: at start, services apply their migrations with libs/platform.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

const require = createRequire(import.meta.url);
/** PostgreSQL's internal one-byte type, which the catalogues use and adapter-pg does not know. */
const charType = 18;
const textType = 25;

const options = readArguments(process.argv.slice(2));
const url = options.datasource?.url || process.env.DATABASE_URL || 'postgresql://nobody@127.0.0.1:1/none';

if (options.version) process.stdout.write(`schema-engine-cli ${options.version}\n`);
else if (options.command) await runCommand(options.command);
else serve();

function readArguments(args) {
  const found = { datamodels: [] };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--version') found.version = require('@prisma/engines-version').enginesVersion ?? '0';
    else if (word === '--datamodels' || word === '-d') found.datamodels.push(rest.shift());
    else if (word === '--datasource') found.datasource = JSON.parse(rest.shift());
    else if (word === 'cli') found.command = rest.shift();
    else if (word.startsWith('--')) rest.shift();
  }
  return found;
}

/** `cli can-connect-to-database` and `cli create-database`: the answer is the exit code, and a line of JSON on stderr. */
async function runCommand(command) {
  log({ level: 'INFO', fields: { message: 'Starting schema engine CLI' }, target: 'schema_engine' });
  try {
    if (command === 'can-connect-to-database') await withClient(connectionOf(url), () => undefined);
    else if (command === 'create-database') await createDatabase();
    else throw new Error(`unsupported command ${command}`);
  } catch (error) {
    const { database, host } = connectionOf(url);
    const code = { '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' }[error.code] ?? 'P1001';
    const message =
      code === 'P1003'
        ? `Database \`${database}\` does not exist on the database server at \`${host}\`.`
        : `Can't reach database server at \`${host}\`: ${error.message}`;
    log({ level: 'ERROR', fields: { message, is_panic: false, error_code: code }, target: 'schema_engine::logger' });
    process.exitCode = 1;
  }
}

/** Answers one request after the other until the input ends. */
function serve() {
  let last = Promise.resolve();
  const input = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
  input.on('line', (line) => {
    if (!line.trim()) return;
    const { id, method, params } = JSON.parse(line);
    if (method) last = last.then(() => answer(id, method, params));
  });
  input.on('close', () => last.then(() => process.exit(0)));
}

async function answer(id, method, params) {
  try {
    send({ id, result: await call(method, params) });
  } catch (error) {
    const data = {
      is_panic: false,
      message: error.message ?? String(error),
      meta: error.meta ?? null,
      error_code: error.code ?? null,
    };
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
  }
}

async function call(method, params) {
  if (method === 'createDatabase') return { databaseName: await createDatabase() };
  const engine = await loadEngine();
  if (method === 'getDatabaseVersion') return engine.version(params);
  if (method === 'diff') {
    const { exitCode, stdout } = await engine.diff(params);
    if (stdout != null) send({ id: randomUUID(), method: 'print', params: { content: stdout } });
    return { exitCode, stdout: null };
  }
  if (typeof engine[method] !== 'function') throw new Error(`unsupported method ${method}`);
  if (method === 'evaluateDataLoss') {
    // This build looks for the schema of the migrations only in its cache; migrations that were just applied are not in it yet.
    await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
  }
  return (await engine[method](params)) ?? {};
}

let loaded;
function loadEngine() {
  loaded ??= createEngine();
  return loaded;
}

async function createEngine() {
  const bindings = await loadBindings();
  const datamodels = options.datamodels.map((file) => [file, readFileSync(file, 'utf8')]);
  return bindings.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    (line) => line.includes('"ERROR"') && process.stderr.write(`${line}\n`),
    bindMigrationAwareSqlAdapterFactory(adapterFactory()),
  );
}

/** The WebAssembly instance, once: its bindings keep one memory. */
let instantiated;
function loadBindings() {
  instantiated ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const folder = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
    const module = new WebAssembly.Module(readFileSync(path.join(folder, 'schema_engine_bg.wasm')));
    const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return bindings;
  })();
  return instantiated;
}

/** Connections to the database, and to throw-away shadow databases that migrations are tried on. */
function adapterFactory() {
  const { schema, ...connection } = connectionOf(url);
  const searchPath = schema ? { options: `-c search_path=${pg.escapeIdentifier(schema).replaceAll(' ', '\\ ')}` } : {};
  const adapterOf = (database) =>
    // Separate fields, not a connection string: with a string the shadow connection would land in the main database.
    new PrismaPg({ ...connection, ...searchPath, database, max: 4 }, schema ? { schema } : undefined);
  const open = async (factory) => {
    const adapter = knowingCharacters(await factory());
    if (schema) await adapter.executeScript(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    return adapter;
  };
  const factory = adapterOf(connection.database);
  const connect = factory.connect.bind(factory);
  factory.connect = () => open(connect);
  factory.connectToShadowDb = async () => {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const administer = (sql) => withClient(connection, (client) => client.query(sql));
    await administer(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    const shadow = adapterOf(name);
    const adapter = await open(() => shadow.connect());
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await administer(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    };
    return adapter;
  };
  return factory;
}

/** Lets the adapter read one-byte characters: as text first, marked as characters after. */
function knowingCharacters(queryable) {
  const performIO = queryable.performIO.bind(queryable);
  const queryRaw = queryable.queryRaw.bind(queryable);
  let characters = [];
  queryable.performIO = async (query) => {
    const result = await performIO(query);
    characters = [];
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID !== charType) return;
      characters.push(index);
      field.dataTypeID = textType;
    });
    return result;
  };
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of characters) {
      result.columnTypes[index] = ColumnTypeEnum.Character;
      for (const row of result.rows) if (row[index] === '') row[index] = '\0';
    }
    return result;
  };
  if (queryable.startTransaction) {
    const startTransaction = queryable.startTransaction.bind(queryable);
    queryable.startTransaction = async (isolation) => knowingCharacters(await startTransaction(isolation));
  }
  return queryable;
}

function connectionOf(text) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(text);
  const sslmode = searchParams.get('sslmode');
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    schema: searchParams.get('schema') ?? undefined,
    ...(sslmode && sslmode !== 'disable' ? { ssl: { rejectUnauthorized: sslmode === 'verify-full' } } : {}),
  };
}

async function createDatabase() {
  const connection = connectionOf(url);
  await withClient({ ...connection, database: 'postgres' }, (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(connection.database)}`),
  );
  return connection.database;
}

async function withClient({ schema: _schema, ...connection }, work) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function log(line) {
  process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...line })}\n`);
}
