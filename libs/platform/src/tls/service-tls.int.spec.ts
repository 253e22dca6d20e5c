import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request, type RequestOptions } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type TLSSocket } from 'node:tls';
import { defineRoute } from '@cspmexa/contracts';
import { captureLogs, startService } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { Handle } from '../http/handle.js';
import type { HttpService } from '../http/http-service.js';
import { freePort } from '../postgres/start-postgres.js';
import { serviceIdentity } from '../service-identity/service-identity.js';
import { serviceTls, type ServiceTls } from './service-tls.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
// Said aloud: a machine without openssl has proven nothing of this file.
if (!hasOpenssl) process.stderr.write('SKIPPED: there is no openssl here, TLS between services was not tested\n');

let asked = 0;
const ping = defineRoute({
  id: 'ping',
  service: 'auth',
  method: 'GET',
  path: '/v1/ping',
  permission: 'public',
  summary: 'For the test.',
  request: {},
  response: z.object({ asked: z.int() }),
});
@Controller()
class PingController {
  @Handle(ping)
  answer() {
    return { asked: ++asked };
  }
}
@Module({ controllers: [PingController] })
class PingModule {}

const script = fileURLToPath(new URL('../../../../deploy/dev-certificates.sh', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-tls-'));
const logs = captureLogs('info');
afterAll(() => rmSync(folder, { recursive: true }));

function make(...args: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync('bash', [script, ...args], { encoding: 'utf8' });
  return { status, stderr };
}
/** A file of a service in one of the folders that the script made. */
const at = (of: string, service: string, name: string): string => path.join(folder, of, service, name);
const filesOf = (of: string, name: string) => ({
  certificate: at(of, name, 'tls.crt'),
  key: at(of, name, 'tls.key'),
  authorities: at(of, name, 'ca.crt'),
});

(hasOpenssl ? describe : describe.skip)('TLS between services', () => {
  let service: HttpService;
  let healthPort: number;
  const opened: ServiceTls[] = [];
  const tlsOf = (of: string, name: string): ServiceTls => {
    const tls = serviceTls(filesOf(of, name), logs.logger);
    opened.push(tls);
    return tls;
  };

  beforeAll(async () => {
    expect(make(path.join(folder, 'ours'), 'auth', 'api-gateway')).toMatchObject({ status: 0 });
    expect(make(path.join(folder, 'theirs'), 'auth', 'api-gateway')).toMatchObject({ status: 0 });
    // The same authority, a certificate that ended yesterday.
    cpSync(path.join(folder, 'ours'), path.join(folder, 'ended'), { recursive: true });
    expect(make('--renew', '--days', '-1', path.join(folder, 'ended'), 'auth', 'api-gateway').status).toBe(3);
    mkdirSync(path.join(folder, 'ended', 'self'));
    const selfSigned = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj'];
    const out = ['/CN=api-gateway', '-keyout', at('ended', 'self', 'tls.key'), '-out', at('ended', 'self', 'tls.crt')];
    expect(spawnSync('openssl', [...selfSigned, ...out]).status).toBe(0);
    healthPort = await freePort();
    service = await startService(PingModule, {
      logger: logs.logger,
      tls: tlsOf('ours', 'auth'),
      identity: serviceIdentity({ name: 'auth' }),
      healthPort,
    });
  });
  afterAll(async () => {
    await service.stop();
    for (const tls of opened) tls.close();
  });

  const bare = (options: RequestOptions): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${service.url}/v1/ping`, { agent: new Agent(), rejectUnauthorized: false, ...options }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
  const shown = (of: string, name: string) => ({
    cert: readFileSync(at(of, name, 'tls.crt')),
    key: readFileSync(at(of, name, 'tls.key')),
  });

  it('answers who shows a certificate of our authority', async () => {
    expect(service.url).toMatch(/^https:/);
    const answer = await tlsOf('ours', 'api-gateway').fetch(`${service.url}/v1/ping`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ asked });
    const keys = await tlsOf('ours', 'api-gateway').fetch(`${service.url}/.well-known/service-jwks.json`);
    expect(await keys.json()).toEqual({ keys: [expect.objectContaining({ crv: 'Ed25519' })] });
  });

  it.each([
    ['no certificate', () => ({})],
    ['one of another authority', () => shown('theirs', 'api-gateway')],
    ['one that has ended', () => shown('ended', 'api-gateway')],
    ['one that it signed itself', () => shown('ended', 'self')],
    [
      'a good one, over TLS 1.1',
      () => ({
        ...shown('ours', 'api-gateway'),
        minVersion: 'TLSv1' as const,
        maxVersion: 'TLSv1.1' as const,
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    ],
  ])('refuses who shows %s (G01, G02)', async (_, options) => {
    const before = asked;
    await expect(bare(options())).rejects.toThrow();
    expect(asked).toBe(before);
  });

  it('refuses who speaks plain HTTP', async () => {
    await expect(fetch(`${service.url.replace('https', 'http')}/v1/ping`)).rejects.toThrow();
    expect(
      logs.lines.filter(({ message }) => String(message).startsWith('a connection was refused')).length,
    ).toBeGreaterThan(3);
  });

  it.each([
    ['of another authority', 'theirs'],
    ['that has ended', 'ended'],
  ])('a client turns away from a server with a certificate %s', async (_, of) => {
    const other = await startService(PingModule, { tls: tlsOf(of, 'auth') });
    try {
      await expect(tlsOf('ours', 'api-gateway').fetch(`${other.url}/v1/ping`)).rejects.toThrow(/certificate/);
    } finally {
      await other.stop();
    }
  });

  it('a client turns away from a server with the certificate of another host', async () => {
    const { port } = new URL(service.url);
    // 127.0.0.2 is this machine, too, and in no certificate.
    const own = tlsOf('ours', 'api-gateway');
    const far = await startService(PingModule, { host: '127.0.0.2', tls: tlsOf('ours', 'auth') });
    try {
      await expect(own.fetch(`${far.url}/v1/ping`)).rejects.toThrow(/altnames/);
      expect((await own.fetch(`https://localhost:${port}/v1/ping`)).status).toBe(200);
    } finally {
      await far.stop();
    }
  });

  it('a client speaks no plain HTTP', async () => {
    await expect(tlsOf('ours', 'auth').fetch('http://127.0.0.1:1/')).rejects.toThrow(/use https/);
  });

  it('shows health, and nothing else, on the port without TLS', async () => {
    const url = `http://127.0.0.1:${healthPort}`;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const target of ['/v1/ping', '/metrics', '/.well-known/service-jwks.json', '/'])
      expect((await fetch(url + target)).status).toBe(404);
  });

  it('takes renewed certificates without a restart, and loses no request (G02)', async () => {
    cpSync(path.join(folder, 'ours'), path.join(folder, 'renewed'), { recursive: true });
    const renewed = await startService(PingModule, { logger: logs.logger, tls: tlsOf('renewed', 'auth') });
    const serial = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket: TLSSocket = connect(
          { port: renewed.port, host: '127.0.0.1', rejectUnauthorized: false, ...shown('renewed', 'api-gateway') },
          () => {
            resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
            socket.destroy();
          },
        ).on('error', reject);
      });
    try {
      const statuses: number[] = [];
      let isDone = false;
      const traffic = Array.from({ length: 4 }, async () => {
        const client = tlsOf('renewed', 'api-gateway');
        while (!isDone) {
          statuses.push((await client.fetch(`${renewed.url}/v1/ping`)).status);
          // New connections, so that certificates are shown.
          client.agent.destroy();
        }
      });
      const serials = new Set([await serial()]);
      for (let round = 0; round < 3; round += 1) {
        expect(make('--renew', path.join(folder, 'renewed'), 'auth', 'api-gateway').status).toBe(0);
        serials.add(await serial());
        const enough = statuses.length + 20;
        while (statuses.length < enough) await new Promise((resolve) => setImmediate(resolve));
      }
      isDone = true;
      await Promise.all(traffic);
      expect(serials.size).toBe(4);
      expect(statuses.every((status) => status === 200)).toBe(true);
    } finally {
      await renewed.stop();
    }
  });

  it('keeps the certificate that it has while the files do not belong together', async () => {
    cpSync(path.join(folder, 'ours'), path.join(folder, 'half'), { recursive: true });
    const client = tlsOf('half', 'api-gateway');
    writeFileSync(at('half', 'api-gateway', 'tls.key'), readFileSync(at('theirs', 'api-gateway', 'tls.key')));
    expect((await client.fetch(`${service.url}/v1/ping`)).status).toBe(200);
    rmSync(at('half', 'api-gateway', 'ca.crt'));
    client.agent.destroy();
    expect((await client.fetch(`${service.url}/v1/ping`)).status).toBe(200);
    expect(logs.lines).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('the certificate from before stays') }),
    );
  });

  it('says in the log that a certificate ends soon', () => {
    tlsOf('ended', 'api-gateway');
    expect(logs.lines).toContainEqual(
      expect.objectContaining({ file: at('ended', 'api-gateway', 'tls.crt'), days: expect.any(Number) }),
    );
  });

  it('does not start with files that cannot be used', () => {
    const broken = { ...filesOf('ours', 'auth'), key: at('theirs', 'auth', 'tls.key') };
    expect(() => serviceTls(broken, logs.logger)).toThrow(/key values mismatch/);
    expect(() => serviceTls({ ...broken, key: at('ours', 'auth', 'nothing.key') }, logs.logger)).toThrow(/ENOENT/);
  });
});

(hasOpenssl ? describe : describe.skip)('deploy/dev-certificates.sh', () => {
  it('keeps keys to their owner, and what is there as it is', () => {
    const own = path.join(folder, 'kept');
    expect(make(own, 'auth').status).toBe(0);
    expect(statSync(own).mode & 0o777).toBe(0o700);
    for (const key of ['ca.key', 'auth/tls.key']) expect(statSync(path.join(own, key)).mode & 0o777).toBe(0o600);
    const before = readFileSync(path.join(own, 'auth/tls.crt'), 'utf8');
    expect(make(own, 'auth').status).toBe(0);
    expect(readFileSync(path.join(own, 'auth/tls.crt'), 'utf8')).toBe(before);
  });

  it('warns of what ends within thirty days, and makes nothing that lives for more than ninety', () => {
    const own = path.join(folder, 'short');
    expect(make('--days', '29', own, 'auth')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('auth/tls.crt ends'),
    });
    expect(make('--days', '91', own, 'auth')).toMatchObject({ status: 2, stderr: expect.stringContaining('90 days') });
    expect(make(own, '../auth').status).toBe(2);
  });
});
