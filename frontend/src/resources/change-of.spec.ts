import { describe, expect, it } from '@jest/globals';
import { changeOf } from './change-of.js';

describe('a change', () => {
  it.each([
    [
      { path: '/facets/policy/value/Statement/0/Effect', before: 'Deny', after: 'Allow' },
      'changed',
      'policy.Statement.0.Effect',
    ],
    [{ path: '/facets/acl', after: { known: true, value: [] } }, 'added', 'acl'],
    [{ path: '/facets/acl/reason', before: 'denied', after: 'throttled' }, 'changed', 'acl.reason'],
    [{ path: '/facets/monitoring/value', before: true, after: false }, 'changed', 'monitoring'],
    [{ path: '/tags/team', before: 'a' }, 'removed', 'tags.team'],
    [{ path: '/base/name', before: null, after: 'x' }, 'changed', 'name'],
    [{ path: '/base', before: {}, after: { a: 1 } }, 'changed', 'base'],
    [{ path: '/tags/a~1b', after: '' }, 'added', 'tags.a/b'],
  ])('%j is %s at %s', (change, kind, path) => {
    const shown = changeOf(change);
    expect([shown.kind, shown.path.join('.')]).toEqual([kind, path]);
  });

  it('shows texts as they are and everything else as JSON', () => {
    expect(changeOf({ path: '/tags/a', before: 'x "y"', after: { z: [1] } })).toMatchObject({
      before: 'x "y"',
      after: '{"z":[1]}',
    });
    expect(changeOf({ path: '/tags/a', before: null, after: '' })).toMatchObject({ before: 'null', after: '' });
  });

  it('that stands for those left out says how many', () => {
    expect(changeOf({ path: '', after: { omitted: 12 } }).omitted).toBe(12);
    expect(changeOf({ path: '', before: 1, after: 2 }).omitted).toBeUndefined();
  });
});
