import { listMembers } from '@cspmexa/contracts';
import { Metrics, type Session } from '@cspmexa/platform';
import { captureLogs } from '@cspmexa/testkit';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import type { Refusal } from '../auth-client/auth-client.js';
import { Refusals } from './refusals.js';

const who: Session = {
  tenantId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e60',
  userId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e61',
  sessionId: '0199f6ce-8a40-7c1e-9d6f-1c2b3a4d5e62',
  email: 'rui@tucanuva.example',
  role: 'viewer',
};
/** As much of a request as is looked at. */
const request = { path: '/api/v1/members', ip: '203.0.113.7', get: () => 'a browser' } as unknown as Request;

describe('refusals of the gateway (U01)', () => {
  let isUp: boolean;
  let taken: (readonly Refusal[])[];
  let refusals: Refusals;
  let metrics: Metrics;
  let logs: ReturnType<typeof captureLogs>;
  beforeEach(() => {
    isUp = true;
    taken = [];
    metrics = new Metrics('test');
    logs = captureLogs();
    refusals = new Refusals({
      auth: {
        recordRefusals: async (items) => {
          taken.push(items);
          if (!isUp) throw new Error('auth is away');
        },
      },
      logger: logs.logger,
      metrics,
    });
  });
  const add = (count: number): void => {
    for (let index = 0; index < count; index += 1) refusals.add(who, listMembers, 'forbidden', request);
  };
  const dropped = async () => /audit_refusals_dropped_total\S* (\d+)/.exec((await metrics.text()).body)?.[1];

  it('say who was refused what, why and from where', async () => {
    add(1);
    await refusals.flush();
    expect(taken).toEqual([
      [
        {
          tenantId: who.tenantId,
          entry: expect.objectContaining({
            actor: 'rui@tucanuva.example',
            action: 'access.refused',
            outcome: 'refused',
            reason: 'forbidden',
            target: { kind: 'operation', id: 'listMembers /v1/members' },
            address: '203.0.113.7',
            userAgent: 'a browser',
          }),
        },
      ],
    ]);
    await refusals.flush();
    expect(taken).toHaveLength(1);
  });

  it('are handed over two hundred at a time', async () => {
    add(450);
    await refusals.flush();
    expect(taken.map((items) => items.length)).toEqual([200, 200, 50]);
  });

  it('wait while auth is away, and keep their ids', async () => {
    isUp = false;
    add(2);
    await refusals.flush();
    isUp = true;
    add(1);
    await refusals.flush();
    const [first = [], second = []] = taken.map((items) => items.map(({ entry }) => entry.id));
    expect(second).toHaveLength(3);
    expect(second.slice(0, 2)).toEqual(first);
  });

  it('are dropped, counted and logged when a thousand wait', async () => {
    isUp = false;
    add(1_007);
    await refusals.flush();
    expect(await dropped()).toBe('7');
    expect(logs.lines).toContainEqual(expect.objectContaining({ level: 'error', dropped: 7 }));
    isUp = true;
    await refusals.flush();
    expect(taken.slice(1).map((items) => items.length)).toEqual([200, 200, 200, 200, 200]);
  });

  it('are handed over when the gateway stops, and counted when they cannot be', async () => {
    add(3);
    await refusals.stop();
    expect(taken).toHaveLength(1);
    isUp = false;
    add(2);
    await refusals.stop();
    expect(await dropped()).toBe('2');
  });
});
