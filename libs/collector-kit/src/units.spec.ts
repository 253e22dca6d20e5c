import { describe, expect, it } from '@jest/globals';
import { benchOf, ec2Error, type Answer } from '../test/answers.js';
import { defaultRegions, findRegions, identify } from './units.js';

const caller = (result: string): Answer => ({
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
});
const regions = (names: Readonly<Record<string, string>>): Answer => ({
  body: `<DescribeRegionsResponse><requestId>1</requestId><regionInfo>${Object.entries(names)
    .map(([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`)
    .join('')}</regionInfo></DescribeRegionsResponse>`,
});

describe('whose credentials these are', () => {
  it.each(['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'])('is told with the partition %s', async (partition) => {
    const arn = `arn:${partition}:sts::111122223333:assumed-role/Scanner/demo`;
    const { aws } = benchOf(() => caller(`<Arn>${arn}</Arn><UserId>X</UserId><Account>111122223333</Account>`));
    expect(await identify(aws)).toEqual({ accountId: '111122223333', partition, arn });
  });

  it.each([
    ['names no account', ''],
    ['names something else', '<Arn>arn:aws:iam::1:root</Arn><Account>1</Account>'],
    ['has no ARN', '<Account>111122223333</Account>'],
  ])('is unknown when the answer %s', async (_title, result) => {
    await expect(identify(benchOf(() => caller(result)).aws)).rejects.toMatchObject({
      unknown: { reason: 'malformed' },
    });
  });
});

describe('the regions', () => {
  const all = regions({ 'sa-east-1': 'opt-in-not-required', 'af-south-1': 'not-opted-in', 'ap-east-1': 'opted-in' });

  it('are those that are enabled', async () => {
    expect(await findRegions(benchOf(() => all).aws, 'aws', [])).toEqual({
      enabled: ['ap-east-1', 'sa-east-1'],
      refused: [],
    });
  });

  it('that were asked for and are not enabled, or do not exist, are refused with the reason', async () => {
    const found = await findRegions(benchOf(() => all).aws, 'aws', ['sa-east-1', 'af-south-1', 'xx-nowhere-1']);
    expect(found.enabled).toEqual(['sa-east-1']);
    expect(found.refused).toMatchObject([
      { region: 'af-south-1', unknown: { reason: 'region-disabled' } },
      { region: 'xx-nowhere-1', unknown: { reason: 'region-disabled' } },
    ]);
  });

  it.each([
    ['we may not ask', ec2Error('UnauthorizedOperation', 403), 'denied'],
    ['the answer has none', regions({}), 'malformed'],
  ])('are the usual ones, with a hole, when %s', async (_title, answer, reason) => {
    const found = await findRegions(benchOf(() => answer).aws, 'aws', []);
    expect(found).toMatchObject({ enabled: defaultRegions['aws'], hole: { reason } });
  });
});
