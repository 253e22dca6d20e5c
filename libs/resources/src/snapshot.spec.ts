import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  IamGroup,
  known,
  readSnapshot,
  resourceOf,
  writeSnapshot,
  type Resource,
  type SnapshotHeader,
} from './index.js';

const place = { partition: 'aws', accountId: '111122223333', region: 'global' };
const header: SnapshotHeader = {
  format: 'cspmexa-snapshot/1',
  service: 'iam',
  place,
  collectedAt: '2026-01-15T12:00:00.000Z',
  kinds: ['aws.iam.group'],
  holes: [],
  coverage: [],
  severities: [],
  resources: [],
};
const group = (name: string): Resource =>
  resourceOf(IamGroup, place, { name, path: '/', createdAt: null }, { inlinePolicies: known([]) });

const walk = async (bytes: Buffer): Promise<{ header: SnapshotHeader; resources: Resource[] }> => {
  const snapshot = await readSnapshot(Readable.from([bytes]));
  const resources: Resource[] = [];
  for await (const resource of snapshot.resources) resources.push(resource);
  return { header: snapshot.header, resources };
};

describe('a snapshot', () => {
  it('gives back what was written', async () => {
    const groups = [group('a'), group('linha\u2028 nova "ç"')];
    expect(await walk(await buffer(writeSnapshot(header, groups)))).toEqual({ header, resources: groups });
  });

  it('of an earlier release, which knew no limits, was limited to nothing', async () => {
    const { severities, resources, ...earlier } = header;
    const { header: read } = await walk(gzipSync(`${JSON.stringify(earlier)}\n`));
    expect(read).toMatchObject({ severities, resources });
  });

  it.each([
    ['cut in the middle', async () => (await buffer(writeSnapshot(header, [group('a')]))).subarray(0, 60)],
    ['empty', () => Promise.resolve(gzipSync(''))],
    ['not gzip', () => Promise.resolve(Buffer.from('hello'))],
    ['of an unknown format', () => Promise.resolve(gzipSync('{"format":"cspmexa-snapshot/9"}\n'))],
  ])('is refused when it is %s', async (_, bytes) => {
    await expect(bytes().then(walk)).rejects.toThrow();
  });
});
