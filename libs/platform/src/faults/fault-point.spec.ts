import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../config/load-config.js';
import { faultOf } from './config.js';
import { faultPoint, faultPointsOf, InjectedFault } from './fault-point.js';

const never = Symbol('never');
const soon = (work: Promise<unknown>) =>
  Promise.race([work, new Promise((resolve) => setTimeout(() => resolve(never), 20))]);
const survivor = {
  say: () => undefined,
  die: () => {
    throw new Error('It was not to die.');
  },
};

describe('a fault point', () => {
  it('does nothing in a process that was started without a fault', async () => {
    await faultPoint('unit.finished');
    const reach = faultPointsOf(undefined, survivor);
    for (let hit = 0; hit < 3; hit += 1) await reach('unit.finished');
  });

  it('fails at the time that was asked for, and at no other place', async () => {
    const reach = faultPointsOf({ point: 'mail.sent', at: 2, action: 'throw' }, survivor);
    await reach('mail.claimed');
    await reach('mail.sent');
    await expect(reach('mail.sent')).rejects.toThrow(InjectedFault);
    await reach('mail.sent');
  });

  it('never goes on when it stalls or dies', async () => {
    expect(await soon(faultPointsOf({ point: 'mail.sent', at: 1, action: 'stall' }, survivor)('mail.sent'))).toBe(
      never,
    );
    let deaths = 0;
    const reach = faultPointsOf(
      { point: 'mail.sent', at: 1, action: 'kill' },
      { ...survivor, die: () => (deaths += 1) },
    );
    expect(await soon(reach('mail.sent'))).toBe(never);
    expect(deaths).toBe(1);
  });

  it.each([
    [{}, undefined],
    [{ NODE_ENV: 'production' }, undefined],
    [{ FAULT_POINT: 'unit.finished' }, { point: 'unit.finished', at: 1, action: 'kill' }],
    [
      { FAULT_POINT: 'mail.sent', FAULT_POINT_AT: '3', FAULT_POINT_ACTION: 'stall' },
      { point: 'mail.sent', at: 3, action: 'stall' },
    ],
  ])('is read from %j', (environment, fault) => {
    expect(faultOf(environment)).toEqual(fault);
  });

  it.each([
    { FAULT_POINT: 'unit.finished', NODE_ENV: 'production' },
    { FAULT_POINT: 'no.such-point' },
    { FAULT_POINT: 'unit.finished', FAULT_POINT_AT: '0' },
    { FAULT_POINT: 'unit.finished', FAULT_POINT_ACTION: 'burn' },
  ])('refuses %j', (environment) => {
    expect(() => faultOf(environment)).toThrow(ConfigError);
  });
});
