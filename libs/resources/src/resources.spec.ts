import { describe, expect, it } from '@jest/globals';
import { findKind, kindList, known, resourceOf } from './index.js';

const place = { partition: 'aws', accountId: '111122223333', region: 'sa-east-1' };

describe.each(kindList.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  it('is named after its service and found by its name', () => {
    expect(name).toMatch(/^aws\.[a-z0-9]+\.[a-z-]+$/);
    expect(findKind(name)).toBe(kind);
  });

  it('has an example that its schemas accept, and an ARN', () => {
    const base = kind.base.parse(kind.example.base);
    const facets = Object.fromEntries(
      Object.entries(kind.facets).map(([facet, schema]) => [facet, known(schema.parse(kind.example.facets[facet]))]),
    );
    const resource = resourceOf(kind, place, base, facets);
    expect(resource.arn).toMatch(/^arn:aws:[a-z0-9-]+:/);
    expect(kind.arn(place, '*')).toMatch(/^arn:aws:/);
  });
});
