import { setTimeout } from 'node:timers/promises';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import { benchOf, ec2Error, volumes } from '../test/answers.js';
import { Pace } from './pace.js';

/** Tells the pace of this many tries; of ten, so many were refused. */
function tell(pace: Pace, tries: number, refusedOfTen: number, beganAt = performance.now()): void {
  for (let index = 0; index < tries; index += 1) pace.note(beganAt, index % 10 < refusedOfTen);
}

/** Milliseconds that five turns take. */
async function fiveTurns(pace: Pace): Promise<number> {
  const began = performance.now();
  for (let turn = 0; turn < 5; turn += 1) await pace.turn();
  return performance.now() - began;
}

describe('the pace', () => {
  it('is free as long as most tries go through', async () => {
    const pace = new Pace();
    tell(pace, 200, 3);
    expect(await fiveTurns(pace)).toBeLessThan(50);
  });

  it('is bound when most are refused, and falls while some are', async () => {
    const pace = new Pace();
    tell(pace, 20, 9);
    const first = await fiveTurns(pace);
    expect(first).toBeGreaterThan(80);
    await setTimeout(5);
    tell(pace, 20, 5);
    expect(await fiveTurns(pace)).toBeGreaterThan(first);
  });

  it('is not told anything by tries that began before it changed', async () => {
    const pace = new Pace();
    const before = performance.now();
    await setTimeout(5);
    tell(pace, 20, 9);
    const bound = await fiveTurns(pace);
    tell(pace, 200, 9, before);
    expect(await fiveTurns(pace)).toBeLessThan(bound * 1.5 + 50);
  });

  it('stays free where nothing gets through at all', async () => {
    const pace = new Pace();
    tell(pace, 200, 10);
    expect(await fiveTurns(pace)).toBeLessThan(50);
  });

  it('is free again where going slower changes nothing', async () => {
    const pace = new Pace();
    for (let round = 0; round < 5; round += 1) {
      await setTimeout(5);
      tell(pace, 20, 7);
    }
    expect(await fiveTurns(pace)).toBeLessThan(50);
  });
});

it('gets nearly every call through a limit like those of EC2, which three tries alone do not', async () => {
  // A bucket of tokens that fills again, faster than AWS's so that the test is short.
  const size = 40;
  const refillPerSecond = 80;
  let tokens = size;
  let last = performance.now();
  const { aws, coverage } = benchOf(async () => {
    await setTimeout(10);
    const now = performance.now();
    tokens = Math.min(size, tokens + ((now - last) / 1_000) * refillPerSecond) - 1;
    last = now;
    if (tokens >= 0) return volumes(['vol-1']);
    tokens += 1;
    return ec2Error('RequestLimitExceeded', 503);
  });
  const calls = Array.from({ length: 400 }, () =>
    aws.call('ec2:DescribeVolumes', (options) =>
      aws.clients.ec2('sa-east-1').send(new DescribeVolumesCommand({}), options),
    ),
  );
  const lost = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
  expect(lost.length).toBeLessThanOrEqual(12);
  expect(coverage.counts.throttles).toBeLessThan(200);
}, 30_000);
