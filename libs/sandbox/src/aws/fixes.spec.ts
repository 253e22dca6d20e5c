/** The demonstration's fixes, and the accounts that the seeds make. */
import { describe, expect, it } from '@jest/globals';
import { realisticAccount, sandboxFixes, syntheticAccount } from './index.js';
import { countResources } from './seeds/synthetic.js';

const now = (): Date => new Date('2026-11-21T12:00:00Z');

describe('the fixes of the realistic account', () => {
  const account = realisticAccount({ now });
  const fixes = sandboxFixes(account);
  const plain = (_: string, value: unknown): unknown =>
    value instanceof Map ? { map: [...value] } : value instanceof Set ? { set: [...value] } : value;
  const stateNow = (): unknown =>
    JSON.parse(JSON.stringify({ s3: account.state.s3, ec2: account.state.ec2, iam: account.state.iam }, plain));

  it('repair most of what was planted, each in both languages', () => {
    expect(fixes.length).toBeGreaterThan(account.planted.length * 0.8);
    expect(new Set(fixes.map((fix) => fix.id)).size).toBe(fixes.length);
    expect(fixes.every((fix) => fix.title.en !== '' && fix.title.pt !== '')).toBe(true);
  });

  it.each(fixes.map((fix) => [fix.title.en, fix] as const))(
    '%s: changes the account, and undo puts it back',
    (_, fix) => {
      const before = stateNow();
      fix.apply();
      expect(fix.applied).toBe(true);
      expect(stateNow()).not.toEqual(before);
      fix.undo();
      expect(fix.applied).toBe(false);
      expect(stateNow()).toEqual(before);
    },
  );

  it('can all be applied together, and undone in reverse', () => {
    const before = stateNow();
    for (const fix of fixes) fix.apply();
    expect(account.state.s3.publicAccessBlock).toMatchObject({ BlockPublicPolicy: true });
    for (const fix of [...fixes].reverse()) fix.undo();
    expect(stateNow()).toEqual(before);
  });
});

describe('the realistic account', () => {
  it('is the same for the same clock and seed', () => {
    const [a, b] = [realisticAccount({ now }), realisticAccount({ now })];
    expect(a.planted).toEqual(b.planted);
    expect(realisticAccount({ now, seed: 2 }).planted).not.toEqual(a.planted);
  });

  it('has about a hundred resources in three regions', () => {
    const account = realisticAccount({ now });
    expect(countResources(account.state)).toBeGreaterThan(60);
    expect(countResources(account.state)).toBeLessThan(140);
    const inhabited = [...account.state.ec2].filter(([, region]) => region.vpcs.size > 0).map(([name]) => name);
    expect(inhabited.sort()).toEqual(['eu-west-1', 'sa-east-1', 'us-east-1']);
  });
});

describe('a synthetic account', () => {
  it.each([200, 2000, 20_000])('has %d resources, to within one in a hundred', (resources) => {
    const account = syntheticAccount({ resources, now });
    expect(Math.abs(countResources(account.state) - resources)).toBeLessThanOrEqual(Math.ceil(resources / 100));
    expect(account.planted.length).toBeGreaterThan(resources / 6);
  });

  it('is the same for the same seed', () => {
    const make = (seed: number) => syntheticAccount({ resources: 200, now, seed }).planted;
    expect(make(3)).toEqual(make(3));
    expect(make(3)).not.toEqual(make(4));
  });
});
