import { RedriveInterrupted, type DeadLetters } from '@cspmexa/messaging';
import { expect, it } from '@jest/globals';
import { installation, type Audited } from '../audit/audit-trail.js';
import { redriveAudited } from './redrive.js';

const who = { actor: 'ana@tucanuva.example', tenantId: 'tenant', consumer: 'notification' };

/** Moves what it is told to, and keeps everything in the order in which it happened. */
function scene(redrive: DeadLetters['redrive']) {
  const happened: unknown[] = [];
  const trail = {
    record: async (tenantId: string, { action, detail }: Audited) => {
      happened.push([tenantId, action, detail]);
      return `entry ${happened.length}`;
    },
  };
  const deadLetters: DeadLetters = {
    list: async () => [],
    count: async () => [],
    redrive: async (query) => {
      happened.push('moving');
      return redrive(query);
    },
  };
  return { happened, run: (ids?: string[], more = {}) => redriveAudited(deadLetters, trail, { ...who, ids, ...more }) };
}

it('writes the intention before anything moves, and the result after it', async () => {
  const { happened, run } = scene(async () => ['a', 'b']);
  expect(await run()).toEqual(['a', 'b']);
  expect(happened).toEqual([
    ['tenant', 'dead-letters.redrive', { ids: 'all', count: null }],
    'moving',
    ['tenant', 'dead-letters.redriven', { intention: 'entry 1', moved: 2, ids: ['a', 'b'], error: null }],
  ]);
});

it('says how far it came when it was interrupted', async () => {
  const { happened, run } = scene(async () => {
    throw new RedriveInterrupted(['a'], new Error('gone'));
  });
  await expect(run(['a', 'b'])).rejects.toThrow('gone');
  expect(happened).toEqual([
    ['tenant', 'dead-letters.redrive', { ids: ['a', 'b'], count: 2 }],
    'moving',
    [
      'tenant',
      'dead-letters.redriven',
      { intention: 'entry 1', moved: 1, ids: ['a'], error: '1 dead letters were moved, then it ended: gone' },
    ],
  ]);
});

it('names a thousand ids at most, and tells of those of nobody in the trail of the installation', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => String(index));
  const { happened, run } = scene(async () => many);
  await run(undefined, { tenantId: null });
  expect(happened[2]).toEqual([
    installation,
    'dead-letters.redriven',
    { intention: 'entry 1', moved: 3_000, ids: many.slice(0, 1_000), error: null },
  ]);
});

it('moves nothing when the intention cannot be written down', async () => {
  let calls = 0;
  const deadLetters: DeadLetters = {
    list: async () => [],
    count: async () => [],
    redrive: async () => {
      calls += 1;
      return [];
    },
  };
  const record = () => Promise.reject(new Error('no database'));
  await expect(redriveAudited(deadLetters, { record }, who)).rejects.toThrow('no database');
  expect(calls).toBe(0);
});
