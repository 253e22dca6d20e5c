import { RedriveInterrupted, type Audited, type DeadLetters } from '@cspmexa/messaging';
import { expect, it } from '@jest/globals';
import { installation } from '../audit/audit-trail.js';
import { redriveAudited } from './redrive.js';

const who = { actor: 'command line (ana)', tenantId: 'tenant', consumer: 'notification' };

/** Moves what it is told to, and keeps everything in the order in which it happened. */
function scene(redrive: DeadLetters['redrive']) {
  const happened: unknown[] = [];
  const trail = {
    recordAlone: async (tenantId: string, { actor, action, target, after }: Audited) => {
      happened.push([tenantId, actor, action, target.id, after]);
      return `row ${happened.length}`;
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

it('writes its row before anything moves (U01)', async () => {
  const { happened, run } = scene(async () => ['a', 'b']);
  expect(await run()).toEqual(['a', 'b']);
  const row = ['tenant', 'command line (ana)', 'dead-letters.redriven', 'notification', { ids: 'all', count: null }];
  expect(happened).toEqual([row, 'moving']);
});

it('says how far it came when it was interrupted', async () => {
  const { happened, run } = scene(async () => {
    throw new RedriveInterrupted(['a'], new Error('gone'));
  });
  await expect(run(['a', 'b'])).rejects.toThrow('gone');
  expect(happened).toEqual([
    expect.arrayContaining([{ ids: ['a', 'b'], count: 2 }]),
    'moving',
    expect.arrayContaining([
      'dead-letters.interrupted',
      { moved: 1, ids: ['a'], error: '1 dead letters were moved, then it ended: gone' },
    ]),
  ]);
});

it('names two hundred ids at most, and tells of those of nobody in the trail of the installation', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => String(index));
  const { happened, run } = scene(async () => many);
  await run(many, { tenantId: null });
  expect(happened[0]).toEqual(expect.arrayContaining([installation, { ids: many.slice(0, 200), count: 1_000 }]));
});

it('moves nothing when its row cannot be written (U01)', async () => {
  let calls = 0;
  const deadLetters: DeadLetters = {
    list: async () => [],
    count: async () => [],
    redrive: async () => {
      calls += 1;
      return [];
    },
  };
  const recordAlone = () => Promise.reject(new Error('no database'));
  await expect(redriveAudited(deadLetters, { recordAlone }, who)).rejects.toThrow('no database');
  expect(calls).toBe(0);
});
