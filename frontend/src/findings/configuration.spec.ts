import { describe, expect, it } from '@jest/globals';
import type { Condition } from '@cspmexa/contracts';
import { decisiveParts } from './configuration.js';

const condition = (path: string | null, holds = false): Condition => ({
  says: { en: 'x', pt: 'x' },
  path,
  actual: null,
  holds,
});
const resource = {
  base: { name: 'reports', document: '{"Statement":[{"Effect":"Allow"}]}' },
  facets: {
    policy: { known: true, value: '{"Statement":[1,2]}' },
    versioning: { known: true, value: { status: 'Off' } },
    logging: { known: false, reason: 'denied', action: 's3:GetBucketLogging', detail: 'no' },
  },
};

describe('the parts of a resource that decided', () => {
  it.each([
    [['policy.Statement[0]'], { policy: { Statement: [1, 2] } }],
    [['versioning.status'], { versioning: { status: 'Off' } }],
    [['logging'], { logging: resource.facets.logging }],
    [['name'], { name: 'reports' }],
    [['document.Statement[0].Effect'], { document: { Statement: [{ Effect: 'Allow' }] } }],
    [
      ['base.name', 'facets.versioning.status'],
      { base: { name: 'reports' }, facets: { versioning: { status: 'Off' } } },
    ],
    [['/versioning/status', 'name'], { versioning: { status: 'Off' }, name: 'reports' }],
  ])('are found by %j', (paths, value) => {
    expect(
      decisiveParts(
        resource,
        paths.map((path) => condition(path)),
      ),
    ).toEqual({ value, failing: paths });
  });

  it('are none where no condition points into the resource', () => {
    expect(
      decisiveParts(resource, [condition(null), condition('elsewhere.x'), condition('__proto__')]),
    ).toBeUndefined();
  });

  it('mark only what fails', () => {
    expect(decisiveParts(resource, [condition('name', true), condition('versioning.status')])?.failing).toEqual([
      'versioning.status',
    ]);
  });
});
