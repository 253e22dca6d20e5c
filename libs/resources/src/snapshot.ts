/** The file that a unit leaves behind: gzip NDJSON, a header first, then one resource a line. Written and read as a stream. */
import { createInterface } from 'node:readline';
import { Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { CoverageRow, DeniedBy, Severity } from '@cspmexa/contracts';
import { z } from 'zod';
import type { Resource } from './kind.js';

const Place = z.object({ partition: z.string(), accountId: z.string(), region: z.string() });
const Unknown = z.object({
  known: z.literal(false),
  reason: z.string(),
  action: z.string(),
  detail: z.string(),
  deniedBy: DeniedBy.optional(),
});

/** What a unit looked at: the kinds it set out to list, where, the listings that failed, and its coverage. */
export const SnapshotHeader = z.object({
  format: z.literal('cspmexa-snapshot/1'),
  service: z.string(),
  place: Place,
  collectedAt: z.iso.datetime(),
  kinds: z.array(z.string()),
  holes: z.array(z.object({ kind: z.string(), place: Place, unknown: Unknown })),
  coverage: z.array(CoverageRow),
  /** It was collected for the policies of these severities alone; empty: for all. */
  severities: z.array(Severity).default([]),
  /** Only these ARNs were to be judged, the rest is there for policies that read it; empty: all. */
  resources: z.array(z.string()).default([]),
});
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;
/** A header as it is written: what was not limited may be left out. */
export type SnapshotHeaderInput = z.input<typeof SnapshotHeader>;

const ResourceLine = z.object({
  partition: z.string(),
  accountId: z.string(),
  region: z.string(),
  kind: z.string(),
  arn: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  base: z.unknown(),
  facets: z.record(z.string(), z.unknown()),
});

/** A snapshot as compressed bytes. The header holds what is known only at the end, so all resources must be there already. */
export function writeSnapshot(header: SnapshotHeaderInput, resources: Iterable<Resource>): Transform {
  const lines = function* (): Generator<string> {
    yield lineOf(SnapshotHeader.parse(header));
    for (const resource of resources) yield lineOf(resource);
  };
  return Readable.from(lines()).pipe(createGzip({ level: 4 }));
}

/** readline also ends a line at U+2028 and U+2029, which JSON leaves as they are. */
const lineOf = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029'))}\n`;

export interface SnapshotReader {
  readonly header: SnapshotHeader;
  /** Can be walked once. @throws if the file is cut or is not one of ours. */
  readonly resources: AsyncIterable<Resource>;
}

/** Opens a snapshot. @throws if the stream is not gzip or its first line is no header of a format that we know. */
export async function readSnapshot(bytes: Readable): Promise<SnapshotReader> {
  const plain = createGunzip();
  bytes.once('error', (error) => plain.destroy(error));
  const lines = createInterface({ input: bytes.pipe(plain), crlfDelay: Infinity })[Symbol.asyncIterator]();
  // readline does not pass on errors of its input.
  const broken = new Promise<never>((_, reject) => plain.once('error', reject));
  broken.catch(() => undefined);
  const next = (): Promise<IteratorResult<string>> => Promise.race([lines.next(), broken]);
  const first = await next();
  if (first.done) throw new Error('The snapshot is empty.');
  const header = SnapshotHeader.parse(JSON.parse(first.value));
  const resources = async function* (): AsyncGenerator<Resource> {
    for (;;) {
      const { done, value } = await next();
      if (done) return;
      // Facets were parsed by their kind's schema when they were collected; here only the frame is checked.
      yield ResourceLine.parse(JSON.parse(value)) as Resource;
    }
  };
  return { header, resources: resources() };
}
