import type { BulkAction } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import type { HeldFinding } from './held-finding.js';
import { mustLieAhead, stepOf } from './step.js';

const at = new Date('2026-03-01T12:00:00Z');
const deed = { at, by: 'ana@example.com' };
const open: HeldFinding = {
  ...{ id: newId(), version: 3, account_id: newId(), status: 'open', exception: null },
  ...{ assignee: null, due_at: new Date('2026-03-31T12:00:00Z'), due_set: false },
};
const terms = { reason: 'Moved.', ticket: 'SEC-1', until: '2026-04-01T00:00:00.000Z' };
const excepted: HeldFinding = {
  ...open,
  status: 'excepted',
  exception: { ...terms, owner: 'rui@example.com', approver: 'ana@example.com', createdAt: at.toISOString() },
};
const resolved: HeldFinding = { ...open, status: 'resolved', due_at: null };
const dated: HeldFinding = { ...open, due_at: new Date('2026-03-05T00:00:00Z'), due_set: true };
const exception = { ...terms, owner: 'ana@example.com', approver: 'ana@example.com', createdAt: at.toISOString() };

describe('what a change does to a finding', () => {
  it.each<[string, BulkAction, HeldFinding, unknown]>([
    [
      'assigns',
      { kind: 'assign', assignee: 'rui@example.com' },
      open,
      { change: 'assigned', assignee: 'rui@example.com' },
    ],
    [
      'assigns what is resolved',
      { kind: 'assign', assignee: 'b@c.d' },
      resolved,
      { change: 'assigned', assignee: 'b@c.d' },
    ],
    [
      'takes it away',
      { kind: 'assign', assignee: null },
      { ...open, assignee: 'b@c.d' },
      { change: 'assigned', assignee: null },
    ],
    ['leaves whom it has', { kind: 'assign', assignee: null }, open, 'no-change'],
    [
      'sets a date',
      { kind: 'due', dueAt: '2026-03-05T03:00:00+03:00' },
      open,
      { change: 'due-changed', dueAt: dated.due_at },
    ],
    ['leaves the date that was set', { kind: 'due', dueAt: '2026-03-05T03:00:00+03:00' }, dated, 'no-change'],
    [
      'sets the date that its severity gives',
      { kind: 'due', dueAt: '2026-03-31T12:00:00Z' },
      open,
      { change: 'due-changed', dueAt: open.due_at },
    ],
    ['takes a date back', { kind: 'due', dueAt: null }, dated, { change: 'due-changed', dueAt: null }],
    ['leaves the date of its severity', { kind: 'due', dueAt: null }, open, 'no-change'],
    ['sets no date on what is resolved', { kind: 'due', dueAt: '2026-03-05T00:00:00Z' }, resolved, 'resolved'],
    ['comments', { kind: 'comment', text: 'a\0b' }, resolved, { change: 'commented', text: 'a\uFFFDb' }],
    ['excepts', { kind: 'except', ...terms }, open, { change: 'excepted', exception }],
    [
      'excepts in the name of somebody else, for ever',
      { kind: 'except', reason: 'Moved.', owner: 'rui@example.com' },
      open,
      { change: 'excepted', exception: { ...exception, ticket: null, until: null, owner: 'rui@example.com' } },
    ],
    ['excepts nothing twice', { kind: 'except', ...terms }, excepted, 'no-change'],
    [
      'gives an exception to another owner',
      { kind: 'except', ...terms, owner: 'ana@example.com' },
      excepted,
      { change: 'excepted', exception },
    ],
    [
      'changes the terms',
      { kind: 'except', ...terms, ticket: 'SEC-1 ' },
      excepted,
      { change: 'excepted', exception: { ...exception, ticket: 'SEC-1 ' } },
    ],
    ['excepts nothing that is resolved', { kind: 'except', ...terms }, resolved, 'resolved'],
    ['ends an exception', { kind: 'remove-exception' }, excepted, { change: 'exception-removed' }],
    ['ends no exception where there is none', { kind: 'remove-exception' }, open, 'no-exception'],
  ])('%s', (_, action, finding, expected) => {
    expect(stepOf(action, finding, deed)).toEqual(expected);
  });

  it('has exceptions end in the future', () => {
    expect(() => mustLieAhead('2026-03-01T12:00:00Z', at, '/body/until')).toThrow('invalid-input');
    expect(mustLieAhead('2026-03-01T12:00:00.001Z', at, '/body/until')).toBeUndefined();
    expect(mustLieAhead(undefined, at, '/body/until')).toBeUndefined();
  });
});
