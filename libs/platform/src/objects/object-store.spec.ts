import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localObjectStore } from './local-object-store.js';
import type { ObjectStore } from './object-store.js';
import { s3ObjectStore } from './s3-object-store.js';

/** As much of S3's protocol as the store uses, in memory, with pages of two keys. */
function startS3(): Promise<{ server: Server; endpoint: string; uploads: ReadonlyMap<string, unknown> }> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const missing = '<Error><Code>NoSuchKey</Code><Message>no</Message></Error>';
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ''));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (url.searchParams.get('list-type') === '2') {
      const after = url.searchParams.get('continuation-token') ?? '';
      const keys = [...objects.keys()]
        .sort()
        .filter((name) => name.startsWith(url.searchParams.get('prefix') ?? '') && name > after);
      const page = keys.slice(0, 2);
      const next =
        keys.length > 2
          ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page.at(-1)}</NextContinuationToken>`
          : '';
      response.end(
        `<ListBucketResult>${next}${page.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')}</ListBucketResult>`,
      );
    } else if (request.method === 'POST' && url.searchParams.has('uploads')) {
      uploads.set(key, new Map());
      response.end(`<InitiateMultipartUploadResult><UploadId>${key}</UploadId></InitiateMultipartUploadResult>`);
    } else if (url.searchParams.has('uploadId')) {
      const parts = uploads.get(url.searchParams.get('uploadId') ?? '');
      const part = Number(url.searchParams.get('partNumber'));
      if (request.method === 'PUT') {
        parts?.set(part, Buffer.concat(chunks));
        response.setHeader('etag', `"${part}"`).end();
      } else {
        const all = [...(parts ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
        if (request.method === 'POST') objects.set(key, Buffer.concat(all));
        uploads.delete(key);
        response.end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
      }
    } else if (request.method === 'PUT') {
      objects.set(key, Buffer.concat(chunks));
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (key && !objects.has(key)) response.writeHead(404).end(request.method === 'HEAD' ? undefined : missing);
    else {
      response.setHeader('content-length', objects.get(key)?.length ?? 0);
      response.end(request.method === 'HEAD' ? undefined : objects.get(key));
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, uploads, endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` });
    });
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'objects-'));
let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  s3.server.closeAllConnections();
  s3.server.close();
});

const stores: [string, () => ObjectStore][] = [
  ['a local folder', () => localObjectStore(path.join(folder, 'store'))],
  [
    'S3',
    () =>
      s3ObjectStore({
        bucket: 'bucket',
        prefix: 'snapshots/',
        region: 'us-east-1',
        endpoint: s3.endpoint,
        credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
      }),
  ],
];

describe.each(stores)('the object store in %s', (_, open) => {
  const all = async (keys: AsyncIterable<string>) => {
    const found: string[] = [];
    for await (const key of keys) found.push(key);
    return found;
  };

  it('keeps, replaces, lists and deletes objects', async () => {
    const store = open();
    await store.check();
    await store.put('t/b/2.gz', Buffer.from('two'));
    await store.put('t/a/1.gz', Readable.from(['o', 'n', 'e']));
    await store.put('t/a/1.gz', Buffer.from('one again'));
    await store.put('t/a.gz', Buffer.from('x'));
    await store.put('u/3.gz', Buffer.from('three'));
    expect(await text(await store.get('t/a/1.gz'))).toBe('one again');
    expect(await all(store.list('t/'))).toEqual(['t/a.gz', 't/a/1.gz', 't/b/2.gz']);
    expect(await all(store.list(''))).toHaveLength(4);
    expect(await all(store.list('nothing/'))).toEqual([]);
    expect([await store.has('u/3.gz'), await store.has('u/4.gz')]).toEqual([true, false]);
    expect([await store.size('u/3.gz'), await store.size('u/4.gz')]).toEqual([5, null]);
    await store.delete('u/3.gz');
    await store.delete('u/3.gz');
    await expect(store.get('u/3.gz')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    '../x',
    '/etc/passwd',
    'a/../../x',
    'a//b',
    '.',
    '..',
    'a/./b',
    'a\0b',
    'a\\b',
    '',
    'x'.repeat(600),
    'a/b.part',
    'a b',
  ])('refuses the key %j (I04)', async (key) => {
    await expect(open().put(key, Buffer.from('x'))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open().get(key)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

it('parts that a killed writer left in a folder go when it is listed, and those that are being written stay', async () => {
  const left = path.join(folder, 'left');
  mkdirSync(path.join(left, 'a'), { recursive: true });
  const written = (name: string, ageHours: number): void => {
    const file = path.join(left, 'a', name);
    writeFileSync(file, 'half');
    utimesSync(file, new Date(), new Date(Date.now() - ageHours * 3_600_000));
  };
  written('old.part', 25);
  written('new.part', 23);
  written('whole', 25);
  const keys: string[] = [];
  for await (const key of localObjectStore(left).list('')) keys.push(key);
  expect(keys).toEqual(['a/whole']);
  expect(readdirSync(path.join(left, 'a')).sort()).toEqual(['new.part', 'whole']);
});

describe('a stream that is longer than a part', () => {
  const s3Store = () => stores[1]?.[1]() ?? localObjectStore(folder);
  const piece = Buffer.alloc(700_000, 'x');

  it('arrives whole in S3', async () => {
    const pieces = Array.from({ length: 30 }, (_, n) => Buffer.concat([Buffer.from(`${n}\n`), piece]));
    await s3Store().put('long', Readable.from(pieces));
    expect((await buffer(await s3Store().get('long'))).equals(Buffer.concat(pieces))).toBe(true);
    expect([...s3.uploads]).toEqual([]);
  });

  it('leaves nothing in S3 when it breaks off', async () => {
    const broken = Readable.from(
      (async function* () {
        for (let n = 0; n < 30; n += 1) yield piece;
        throw new Error('cut');
      })(),
    );
    await expect(s3Store().put('broken', broken)).rejects.toThrow('cut');
    expect(await s3Store().has('broken')).toBe(false);
    expect([...s3.uploads]).toEqual([]);
  });
});

describe('a write that fails half-way', () => {
  it('leaves the old object and no remains', async () => {
    const store = localObjectStore(path.join(folder, 'half'));
    await store.put('k', Buffer.from('old'));
    const failing = Readable.from(
      (async function* () {
        yield 'new';
        throw new Error('cut');
      })(),
    );
    await expect(store.put('k', failing)).rejects.toThrow('cut');
    expect(await text(await store.get('k'))).toBe('old');
    expect(readdirSync(path.join(folder, 'half'))).toEqual(['k']);
  });
});
