/** Collector and policy engine in one process, over an embedded PostgreSQL and the in-process carrier: an account scanned twice. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../run.mjs';
import { calibrate } from './calibration.mjs';
import { startAccount } from './serve.mjs';

/** Tables of what was found; all others keep count of scans, units and messages. */
const foundTables = /\.(?:resources|resource_versions|findings|finding_history)$/;
const foundEvents = /^(?:finding|resource)\./;
/** PostgreSQL's own counters follow within ten seconds of a connection's last statement. */
const countersMs = 11_000;
const built = (name) => import(path.join(root, name));

/** Scans an account of that size twice. `rewritten` names what the second scan wrote although nothing had changed. */
export async function measurePlatform(resources, latencyMs) {
  const account = await startAccount(resources, latencyMs);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cspmexa-bench-'));
  try {
    const child = fork(import.meta.filename, [account.url, folder], {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    const ended = once(child, 'exit');
    const answer = await Promise.race([once(child, 'message'), ended]);
    const [code] = await ended;
    if (typeof answer[0] !== 'object' || code !== 0) throw new Error(`The platform ended with ${code}.`);
    return report(answer[0]);
  } finally {
    await account.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The two scans side by side. */
function report({ first, second, loop }) {
  const scans = Object.fromEntries(
    Object.entries({ first, second }).map(([name, { wall, cpu, calls, resources }]) => [
      name,
      {
        resources,
        calls,
        'wall s': Number(wall.toFixed(1)),
        'CPU s': Number(cpu.toFixed(1)),
        'CPU / loop': Math.round(cpu / loop),
      },
    ]),
  );
  const sideBySide = (of) =>
    Object.fromEntries(
      [...new Set([...Object.keys(of(first)), ...Object.keys(of(second))])]
        .sort()
        .map((name) => [name, { first: of(first)[name] ?? 0, second: of(second)[name] ?? 0 }]),
    );
  const tables = sideBySide(({ rows }) => rows);
  const events = sideBySide((scan) => scan.events);
  const those = (table, test) => Object.fromEntries(Object.entries(table).filter(([name]) => test(name)));
  const written = those(tables, (name) => foundTables.test(name));
  const rewritten = Object.entries({ ...written, ...those(events, (name) => foundEvents.test(name)) })
    .filter(([, row]) => row.second > 0)
    .map(([name, row]) => `${row.second} × ${name}`);
  return { scans, written, bookkeeping: those(tables, (name) => !foundTables.test(name)), events, rewritten };
}

export const benchTenant = '0f3c1a52-5d7e-4c0a-9d51-2f6a8b7c9d10';

/** Signs what the services take for a session of an administrator of `benchTenant`. */
export async function issuer(platform) {
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' };
  const keys = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })),
  ).listen(0, '127.0.0.1');
  await once(keys, 'listening');
  const settings = {
    AUTH_ISSUER: 'https://auth.bench',
    AUTH_AUDIENCE: 'cspmexa-bench',
    AUTH_JWKS_URL: `http://127.0.0.1:${keys.address().port}/`,
  };
  const id = benchTenant;
  const session = { tenantId: id, userId: id, email: 'bench@example.com', role: 'admin', sessionId: id };
  const headers = async () => {
    const iat = Math.floor(Date.now() / 1_000);
    const fresh = { ...session, provenAt: Math.floor(Date.now() / 1_000) };
    const claims = { ...platform.sessionClaims(fresh), iss: settings.AUTH_ISSUER, aud: settings.AUTH_AUDIENCE };
    const token = await new SignJWT({ ...claims, iat, exp: iat + platform.accessTokenLifetime })
      .setProtectedHeader({ alg: 'EdDSA', typ: platform.accessTokenType, kid: 'bench' })
      .sign(privateKey);
    return { authorization: `Bearer ${token}` };
  };
  return { settings, headers, close: () => keys.close() };
}

/** What every table was written so far, partitions under the name of their table. */
async function rowsWritten(database) {
  const { rows } = await database.query(`
    select schemaname || '.' || coalesce(root.relname, stat.relname) as name, sum(n_tup_ins + n_tup_upd + n_tup_del)::int as rows
    from pg_stat_user_tables stat left join pg_class root on root.oid = pg_partition_root(stat.relid)
    group by 1`);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}

async function runPlatform(url, folder) {
  const platform = await built('libs/platform/dist/index.js');
  const { createClient } = await built('libs/contracts/dist/index.js');
  const { InProcessCarrier, subscriptions } = await built('libs/messaging/dist/index.js');
  const collecting = await built('services/collector/dist/index.js');
  const judging = await built('services/policy-engine/dist/index.js');
  const { Client } = (await import('pg')).default;

  const ends = [];
  try {
    const postgres = await platform.startPostgres({ directory: path.join(folder, 'postgres') });
    ends.push(() => postgres.stop());
    const databaseUrl = platform.withDatabase(`${postgres.url}/postgres`, { database: 'bench' });
    await platform.createDatabase(databaseUrl);
    const urlOf = (schema) => platform.withDatabase(databaseUrl, { schema });
    await platform.migrate({ url: urlOf('collector'), directory: collecting.collectorMigrations });
    await platform.migrate({ url: urlOf('policy_engine'), directory: judging.policyEngineMigrations });
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    ends.push(() => database.end());

    const logger = platform.createLogger({ name: 'bench', level: 'error' });
    // Nobody is mailed: messages would wait for a consumer that never comes.
    const present = Object.entries(subscriptions).filter(([name]) => /^(?:collector|policy-engine)/.test(name));
    const carrier = new InProcessCarrier({ logger, subscriptions: Object.fromEntries(present) });
    ends.push(() => carrier.close());
    const tokens = await issuer(platform);
    ends.push(tokens.close);
    const snapshots = path.join(folder, 'snapshots');
    fs.mkdirSync(snapshots);
    const common = {
      ...tokens.settings,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'error',
      SNAPSHOT_STORE: `file://${snapshots}`,
    };
    const collector = await collecting.startCollector(
      collecting.collectorConfig.parse({ ...common, DATABASE_URL: urlOf('collector') }),
      { carrier, logger },
    );
    ends.push(() => collector.stop());
    const engine = await judging.startPolicyEngine(
      judging.policyEngineConfig.parse({ ...common, DATABASE_URL: urlOf('policy_engine') }),
      { carrier, logger },
    );
    ends.push(() => engine.stop());

    let events = {};
    const judged = new Map();
    await carrier.broadcast(['#'], ({ type, data }) => {
      events[type] = (events[type] ?? 0) + 1;
      if (type === 'scan.judged') judged.get(data.scanId)?.();
    });
    const api = createClient({ baseUrl: collector.url, headers: tokens.headers });
    const { id: accountId } = await api.addAccount({
      body: { name: 'bench', access: { kind: 'default-chain' }, endpointUrl: url },
    });
    await api.checkAccount({ params: { accountId } });
    await setTimeout(countersMs);

    const scanOnce = async () => {
      const before = await rowsWritten(database);
      events = {};
      const [cpu, started] = [process.cpuUsage(), performance.now()];
      const { id: scanId } = await api.startScan({ body: { accountId } });
      await new Promise((resolve) => judged.set(scanId, resolve));
      const wall = (performance.now() - started) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      await setTimeout(countersMs);
      const scan = await api.getScan({ params: { scanId } });
      if (scan.state !== 'complete') throw new Error(`The scan is ${scan.state}.`);
      const after = await rowsWritten(database);
      const rows = Object.fromEntries(
        Object.entries(after)
          .map(([name, count]) => [name, count - (before[name] ?? 0)])
          .filter(([, count]) => count > 0),
      );
      return { wall, cpu: (user + system) / 1e6, calls: scan.counts?.calls, resources: scan.resources, rows, events };
    };
    const loop = calibrate();
    const first = await scanOnce();
    const second = await scanOnce();
    process.send({ first, second, loop });
  } finally {
    for (const end of ends.reverse()) await end();
    process.disconnect();
  }
}

if (process.argv[1] === import.meta.filename) await runPlatform(...process.argv.slice(2));
