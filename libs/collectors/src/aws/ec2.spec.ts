/** What the EC2 collectors do when AWS, or a server that imitates it, does not give what was asked for. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Collector } from '@cspmexa/collector-kit';
import { recordingsOf } from '../../test/recordings.js';
import { replay, type Answer } from '../../test/replay.js';
import { ec2Answer, errorOf } from '../../test/xml.js';
import { ec2Instance } from './ec2-instance.js';
import { ec2LaunchTemplate } from './ec2-launch-template.js';
import { ec2Snapshot } from './ec2-snapshot.js';
import { vpcVpc } from './vpc-vpc.js';
import { userDataText } from './sources/user-data.js';

const facetOf = async (collector: Collector, name: string, facet: string, answer: Answer) => {
  const { resources, asked } = await replay(collector, recordingsOf(name), { answer, facets: [facet] });
  return { asked, facets: resources.map(({ id, facets }) => [id, (facets as Record<string, unknown>)[facet]]) };
};

describe('the permissions of snapshots', () => {
  const attribute = (people: string) =>
    ec2Answer('DescribeSnapshotAttribute', `<createVolumePermission>${people}</createVolumePermission>`);
  const nobody = attribute('');
  const isFiltered = (text: string): boolean => text.includes('RestorableBy');

  it('are read only for snapshots that may be public', async () => {
    const { asked } = await facetOf(ec2Snapshot, 'ec2-snapshot', 'permissions', () => undefined);
    expect(asked).toEqual(['DescribeSnapshots', 'DescribeSnapshots', 'DescribeSnapshotAttribute']);
  });

  it('are decided by the attribute where the server ignores the filter', async () => {
    const all = recordingsOf('ec2-snapshot').find(({ file }) => file === 'DescribeSnapshots.xml')?.body ?? '';
    const { facets } = await facetOf(ec2Snapshot, 'ec2-snapshot', 'permissions', (operation, text) => {
      if (isFiltered(text)) return { status: 200, body: all };
      return operation === 'DescribeSnapshotAttribute' && text.includes('snap-0b1b2c3d') ? nobody : undefined;
    });
    expect(facets).toMatchObject([
      ['snap-0a1b2c3d', { known: true, value: { public: true } }],
      ['snap-0b1b2c3d', { known: true, value: { public: false } }],
    ]);
  });

  it('are read one by one when the filter fails', async () => {
    const { asked, facets } = await facetOf(ec2Snapshot, 'ec2-snapshot', 'permissions', (operation, text) => {
      if (isFiltered(text)) return errorOf('InternalError', 500);
      return operation === 'DescribeSnapshotAttribute' && text.includes('snap-0b1b2c3d') ? nobody : undefined;
    });
    expect(asked.filter((operation) => operation === 'DescribeSnapshotAttribute')).toHaveLength(2);
    expect(facets).toMatchObject([
      ['snap-0a1b2c3d', { known: true, value: { public: true } }],
      ['snap-0b1b2c3d', { known: true, value: { public: false } }],
    ]);
  });

  it('are unknown when we may not list, and for a snapshot that was deleted meanwhile', async () => {
    const refused = await facetOf(ec2Snapshot, 'ec2-snapshot', 'permissions', (_operation, text) =>
      isFiltered(text) ? errorOf('UnauthorizedOperation', 403) : undefined,
    );
    expect(refused.facets).toMatchObject([
      [expect.anything(), { known: false, reason: 'denied' }],
      [expect.anything(), { known: false, reason: 'denied' }],
    ]);
    const deleted = await facetOf(ec2Snapshot, 'ec2-snapshot', 'permissions', (operation) =>
      operation === 'DescribeSnapshotAttribute' ? errorOf('InvalidSnapshot.NotFound') : undefined,
    );
    expect(deleted.facets[0]).toMatchObject([
      'snap-0a1b2c3d',
      { known: false, reason: 'failed', detail: expect.stringContaining('InvalidSnapshot.NotFound') },
    ]);
  });
});

describe('the versions of launch templates', () => {
  it('come from one call for all templates', async () => {
    const { asked } = await facetOf(ec2LaunchTemplate, 'ec2-launch-template', 'versions', () => undefined);
    expect(asked).toEqual(['DescribeLaunchTemplates', 'DescribeLaunchTemplateVersions']);
  });

  it.each<[string, ReturnType<Answer>]>([
    ['refuses the call for all', errorOf('MissingParameter')],
    ['leaves a template out of it', ec2Answer('DescribeLaunchTemplateVersions', '<launchTemplateVersionSet/>')],
  ])('are asked for by template where the server %s', async (_title, toAll) => {
    const { asked, facets } = await facetOf(ec2LaunchTemplate, 'ec2-launch-template', 'versions', (operation, text) =>
      operation === 'DescribeLaunchTemplateVersions' && !text.includes('LaunchTemplateId=') ? toAll : undefined,
    );
    expect(asked.filter((operation) => operation === 'DescribeLaunchTemplateVersions')).toHaveLength(2);
    expect(facets).toMatchObject([['lt-0a1b2c3d', { known: true, value: [{ version: 1 }, { version: 2 }] }]]);
  });

  it('are never none', async () => {
    const { facets } = await facetOf(ec2LaunchTemplate, 'ec2-launch-template', 'versions', (operation) =>
      operation === 'DescribeLaunchTemplateVersions' ? ec2Answer(operation, '<launchTemplateVersionSet/>') : undefined,
    );
    expect(facets).toMatchObject([['lt-0a1b2c3d', { known: false, reason: 'malformed' }]]);
  });
});

describe('an instance', () => {
  it('is not asked for its user data once it is terminated', async () => {
    const { asked } = await facetOf(ec2Instance, 'ec2-instance', 'userData', () => undefined);
    expect(asked.filter((operation) => operation === 'DescribeInstanceAttribute')).toHaveLength(2);
  });

  it('that is gone when its user data is asked for is unknown, and the others are not', async () => {
    const { facets } = await facetOf(ec2Instance, 'ec2-instance', 'userData', (operation, text) =>
      operation === 'DescribeInstanceAttribute' && text.includes('60002')
        ? errorOf('InvalidInstanceID.NotFound')
        : undefined,
    );
    expect(facets).toMatchObject([
      ['i-0a1b2c3d4e5f60001', { known: true }],
      ['i-0a1b2c3d4e5f60002', { known: false, reason: 'failed' }],
      ['i-0a1b2c3d4e5f60003', { known: true, value: null }],
    ]);
  });

  it('that cannot be identified is a hole, and the others stay', async () => {
    const { resources, holes } = await replay(ec2Instance, recordingsOf('ec2-instance'), {
      answer: (operation, text) =>
        operation === 'DescribeInstances' && text.includes('page2')
          ? ec2Answer(operation, '<reservationSet><item><reservationId>r-1</reservationId></item></reservationSet>')
          : undefined,
    });
    expect(resources.map(({ id }) => id)).toEqual(['i-0a1b2c3d4e5f60001']);
    expect(holes).toMatchObject([{ kind: 'aws.ec2.instance', unknown: { reason: 'malformed' } }]);
  });

  it('on a page that could not be read is a hole, and those before it stay', async () => {
    const { resources, holes } = await replay(ec2Instance, recordingsOf('ec2-instance'), {
      answer: (_operation, text) => (text.includes('page2') ? errorOf('RequestLimitExceeded', 503) : undefined),
    });
    expect(resources.map(({ id }) => id)).toEqual(['i-0a1b2c3d4e5f60001']);
    expect(holes).toMatchObject([{ unknown: { reason: 'throttled', action: 'ec2:DescribeInstances' } }]);
  });
});

describe('flow logs', () => {
  it('are read once for all VPCs of the region', async () => {
    const { asked } = await facetOf(vpcVpc, 'vpc-vpc', 'flowLogs', () => undefined);
    expect(asked.sort()).toEqual(['DescribeFlowLogs', 'DescribeVpcs']);
  });

  it('are unknown for every VPC when the list of them has a hole', async () => {
    const { facets } = await facetOf(vpcVpc, 'vpc-vpc', 'flowLogs', (operation) =>
      operation === 'DescribeFlowLogs' ? errorOf('UnauthorizedOperation', 403) : undefined,
    );
    expect(facets).toMatchObject([
      ['vpc-0a1b2c3d', { known: false, reason: 'denied' }],
      ['vpc-0b1b2c3d', { known: false, reason: 'denied' }],
    ]);
  });
});

describe('user data', () => {
  const text = '#!/bin/sh\nexport KEY=é\n';

  it.each<[string, string | undefined, string | null]>([
    ['nothing', undefined, null],
    ['an empty text', '', null],
    ['base64', Buffer.from(text).toString('base64'), text],
    [
      'base64 in lines',
      (
        Buffer.from(text)
          .toString('base64')
          .match(/.{1,10}/g) ?? []
      ).join('\n'),
      text,
    ],
    ['gzip', gzipSync(text).toString('base64'), text],
  ])('reads %s', (_title, given, expected) => {
    expect(userDataText(given)).toBe(expected);
  });

  it.each([
    ['what is not base64', '<html>'],
    ['what unpacks to more than anyone needs', gzipSync(Buffer.alloc(50_000_000)).toString('base64')],
    ['a packet that is cut off', gzipSync(text).toString('base64').slice(0, 20)],
  ])('refuses %s', (_title, given) => {
    expect(() => userDataText(given)).toThrow();
  });

  it('takes bytes that are no text for what they are', () => {
    expect(userDataText(Buffer.from([0xff, 0xfe, 0x41]).toString('base64'))).toContain('A');
  });
});
