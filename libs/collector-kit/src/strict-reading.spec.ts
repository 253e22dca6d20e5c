import { DescribeVolumesCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { GetBucketVersioningCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { benchOf } from '../test/answers.js';
import { legible } from './strict-reading.js';

const answerWith = async (set: string) => {
  const { clients } = benchOf(() => ({ body: `<DescribeVolumesResponse>${set}</DescribeVolumesResponse>` }));
  // Not the list itself: awaiting nonsense looks into it.
  return clients.ec2('sa-east-1').send(new DescribeVolumesCommand({}));
};
const item = (content: string): string => `<volumeSet><item><volumeId>vol-1</volumeId>${content}</item></volumeSet>`;

describe('reading XML', () => {
  it('gives what is there as the SDK does', async () => {
    const { Volumes: [volume] = [] } = await answerWith(
      item('<encrypted>true</encrypted><size>8</size><createTime>2026-01-01T00:00:00.000Z</createTime>'),
    );
    expect(volume).toEqual({
      VolumeId: 'vol-1',
      Encrypted: true,
      Size: 8,
      CreateTime: new Date('2026-01-01T00:00:00Z'),
    });
  });

  it('gives empty lists as empty, and lists that are not there as missing', async () => {
    expect((await answerWith('<volumeSet/>')).Volumes).toEqual([]);
    expect((await answerWith('<volumeSet>\n</volumeSet>')).Volumes).toEqual([]);
    expect((await answerWith('')).Volumes).toBeUndefined();
  });

  it('takes an empty text for one that is not there', async () => {
    const { Volumes: [volume] = [] } = await answerWith(item('<snapshotId/>'));
    expect(volume?.SnapshotId).toBeUndefined();
  });

  it.each([
    ['a list that holds text', '<volumeSet>null</volumeSet>'],
    ['a list that is there twice', '<volumeSet><item><volumeId>a</volumeId></item></volumeSet><volumeSet/>'],
    ['a list of other things', '<volumeSet><volume><volumeId>a</volumeId></volume></volumeSet>'],
    ['a list with an empty item', '<volumeSet><item/></volumeSet>'],
    ['a list with text between its items', '<volumeSet>x<item><volumeId>a</volumeId></item></volumeSet>'],
  ])('makes nonsense of %s', async (_title, set) => {
    const answer = await answerWith(set);
    expect(Array.isArray(answer.Volumes)).toBe(false);
    expect(() => answer.Volumes?.length).toThrow(/list/);
  });

  it.each([
    ['a word for a boolean', '<encrypted>maybe</encrypted>', 'Encrypted'],
    ['nothing for a boolean', '<encrypted/>', 'Encrypted'],
    ['a boolean that is there twice', '<encrypted>true</encrypted><encrypted>false</encrypted>', 'Encrypted'],
    ['nothing for a number', '<size/>', 'Size'],
    ['a word for a number', '<size>big</size>', 'Size'],
    ['a word for a date', '<createTime>soon</createTime>', 'CreateTime'],
    ['elements for a text', '<snapshotId><a>1</a></snapshotId>', 'SnapshotId'],
  ] as const)('makes nonsense of %s, and leaves the rest', async (_title, content, member) => {
    const { Volumes: [volume] = [] } = await answerWith(item(content));
    expect(volume?.VolumeId).toBe('vol-1');
    const value = volume?.[member];
    for (const schema of [z.boolean(), z.int(), z.string(), z.string().nullable()])
      expect(schema.safeParse(value).success).toBe(false);
    expect(() => legible(value)).toThrow();
  });

  it('refuses a structure that is text, at the root as well', async () => {
    const { clients } = benchOf(() => ({ body: '<VersioningConfiguration>Enabled</VersioningConfiguration>' }));
    await expect(clients.s3('sa-east-1').send(new GetBucketVersioningCommand({ Bucket: 'bucket' }))).rejects.toThrow(
      /text/,
    );
  });

  it('reads booleans of EC2 and of S3 alike', async () => {
    const ec2 = benchOf(() => ({
      body: '<GetEbsEncryptionByDefaultResponse><ebsEncryptionByDefault>TRUE</ebsEncryptionByDefault></GetEbsEncryptionByDefaultResponse>',
    }));
    expect(await ec2.clients.ec2('sa-east-1').send(new GetEbsEncryptionByDefaultCommand({}))).toMatchObject({
      EbsEncryptionByDefault: true,
    });
    const s3 = benchOf(() => ({
      body: '<PublicAccessBlockConfiguration><BlockPublicAcls>yes</BlockPublicAcls></PublicAccessBlockConfiguration>',
    }));
    const { PublicAccessBlockConfiguration } = await s3.clients
      .s3('sa-east-1')
      .send(new GetPublicAccessBlockCommand({ Bucket: 'bucket' }));
    expect(() => legible(PublicAccessBlockConfiguration?.BlockPublicAcls)).toThrow();
  });

  it.each([
    ['an entry without a key', '<entry><value>1</value></entry>'],
    ['an entry without a value', '<entry><key>Users</key></entry>'],
    ['an empty entry', '<entry/>'],
    ['text', 'none'],
  ])('makes nonsense of a map with %s', async (_title, entries) => {
    const { clients } = benchOf(() => ({
      body: `<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>${entries}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>`,
    }));
    const { SummaryMap } = await clients.iam().send(new GetAccountSummaryCommand({}));
    expect(() => SummaryMap?.['Users']).toThrow();
  });

  it('leaves whatever is legible as it is', () => {
    const date = new Date(0);
    expect([legible('a'), legible(undefined), legible(null), legible(date), legible(false)]).toEqual([
      'a',
      undefined,
      null,
      date,
      false,
    ]);
  });
});
