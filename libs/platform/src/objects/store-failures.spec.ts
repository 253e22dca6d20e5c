/** Object stores that fail: with errors, by saying nothing, and half-way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localObjectStore } from './local-object-store.js';
import type { ObjectStore } from './object-store.js';
import { s3ObjectStore } from './s3-object-store.js';

const unavailable = { name: 'AppError', code: 'unavailable' };
const operations: [string, (store: ObjectStore) => Promise<unknown>][] = [
  ['put', (store) => store.put('k', Buffer.from('x'))],
  ['get', async (store) => buffer(await store.get('k'))],
  ['has', (store) => store.has('k')],
  ['size', (store) => store.size('k')],
  ['list', (store) => keysOf(store)],
  ['delete', (store) => store.delete('k')],
  ['check', (store) => store.check()],
];

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list('')) keys.push(key);
  return keys;
}

describe('an S3 server', () => {
  let server: Server;
  let behave: RequestListener;
  let store: ObjectStore;
  beforeAll(async () => {
    server = createServer((request, response) => behave(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // Always an AddressInfo: it listens on TCP.
    store = s3ObjectStore({
      bucket: 'bucket',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
      silenceMs: 200,
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(operations)('that always fails makes %s unavailable', async (_, operate) => {
    behave = (request, response) => void request.resume().once('end', () => response.writeHead(500).end());
    await expect(operate(store)).rejects.toMatchObject(unavailable);
  });

  it.each(operations)('that refuses us makes %s unavailable', async (_, operate) => {
    behave = (request, response) => void request.resume().once('end', () => response.writeHead(403).end());
    await expect(operate(store)).rejects.toMatchObject(unavailable);
  });

  it.each(operations)('that says nothing makes %s unavailable, soon', async (_, operate) => {
    behave = () => undefined;
    const started = Date.now();
    await expect(operate(store)).rejects.toMatchObject(unavailable);
    expect(Date.now() - started).toBeLessThan(3_000);
  });

  it('that cuts us off makes what we do unavailable', async () => {
    behave = (request) => request.destroy();
    await expect(store.put('k', Buffer.alloc(1_000_000))).rejects.toMatchObject(unavailable);
    await expect(store.get('k')).rejects.toMatchObject(unavailable);
  });

  it('that slows us down is asked again', async () => {
    let calls = 0;
    behave = (request, response) =>
      void request.resume().once('end', () => {
        calls += 1;
        if (calls < 3) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
        else response.end('here');
      });
    expect(String(await buffer(await store.get('k')))).toBe('here');
    expect(calls).toBe(3);
  });

  it.each<[string, RequestListener]>([
    ['breaks off', (_, response) => void response.write(Buffer.alloc(50_000), () => response.destroy())],
    ['stalls', (_, response) => void response.write(Buffer.alloc(50_000))],
  ])('whose object %s while it is read fails the reader, who never sees its end', async (_, answer) => {
    behave = (request, response) => {
      response.setHeader('content-length', 100_000);
      answer(request, response);
    };
    const object = await store.get('k');
    await expect(buffer(object)).rejects.toMatchObject(unavailable);
  });

  it('is not blamed for a reader that takes its time', async () => {
    behave = (_, response) => response.end(Buffer.alloc(1_000_000, 'x'));
    const object = await store.get('k');
    await wait(500);
    expect(await buffer(object)).toHaveLength(1_000_000);
  });
});

describe('a local folder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'store-failures-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(operations.filter(([name]) => name !== 'delete'))(
    'that is a file makes %s unavailable or empty',
    async (name, operate) => {
      const file = path.join(folder, 'file');
      writeFileSync(file, '');
      const result: unknown = await operate(localObjectStore(file)).catch((error: unknown) => error);
      const harmless: Record<string, unknown> = { get: { code: 'not-found' }, has: false, size: null, list: [] };
      if (name in harmless)
        expect(result).toEqual(name === 'get' ? expect.objectContaining(harmless[name] as object) : harmless[name]);
      else expect(result).toMatchObject(unavailable);
    },
  );

  it('leaves the mistakes of a body to its maker', async () => {
    const body = Readable.from(
      (async function* () {
        yield 'half';
        throw new TypeError('a mistake');
      })(),
    );
    await expect(localObjectStore(path.join(folder, 'store')).put('k', body)).rejects.toThrow(TypeError);
  });

  it('lets a reader stop early', async () => {
    const store = localObjectStore(path.join(folder, 'store'));
    await store.put('k', Buffer.alloc(1_000_000, 'x'));
    const object = await store.get('k');
    for await (const chunk of object) {
      expect(chunk).not.toHaveLength(0);
      break;
    }
    expect(object.destroyed).toBe(true);
  });
});
