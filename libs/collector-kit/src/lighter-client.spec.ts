import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { lighten } from './lighter-client.js';

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};

/** The SDK's own parts, which its types keep private. */
interface Inner {
  readonly signer: (scheme?: { signingName?: string; signingRegion?: string }) => Promise<unknown>;
}

describe.each([
  ['S3', () => new S3Client(settings)],
  ['EC2', () => new EC2Client(settings)],
])('a client of %s', (_, make) => {
  it('is still what it was, in a form that is quick to copy', () => {
    const client = make();
    const before = client.config;
    lighten(client);
    expect(client.config).not.toBe(before);
    expect(Object.keys(client.config)).toEqual(Object.keys(before));
    expect(Object.values(Object.getOwnPropertyDescriptors(client.config)).filter(({ get }) => get)).toEqual([]);
  });

  it('follows the region that the SDK sets for a while', async () => {
    const client = make();
    const settings = client.config;
    lighten(client);
    expect(await client.config.region()).toBe('us-east-1');
    settings.region = () => Promise.resolve('sa-east-1');
    expect(await client.config.region()).toBe('sa-east-1');
  });

  it('makes one signer for each place that it signs for', async () => {
    const client = make();
    lighten(client);
    const { signer } = client.config as unknown as Inner;
    const [own, again, there] = [
      await signer(),
      await signer({}),
      await signer({ signingName: 's3', signingRegion: 'sa-east-1' }),
    ];
    expect(again).toBe(own);
    expect(there).not.toBe(own);
    expect(await signer({ signingName: 's3', signingRegion: 'sa-east-1' })).toBe(there);
  });
});
