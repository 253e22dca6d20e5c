import { describe, expect, it } from '@jest/globals';
import { documentOf } from './document-of.js';
import { shownFacets } from './facets.js';

describe('the parts of a configuration', () => {
  it('begin with what could not be read and end with what is not there', () => {
    const denied = { known: false, reason: 'denied', action: 's3:GetBucketPolicy', detail: 'AccessDenied' };
    expect(
      shownFacets({
        website: { known: true, value: null },
        versioning: { known: true, value: { status: 'Enabled' } },
        acl: { known: true, value: [] },
        tags: { known: true, value: { a: 'b' } },
        policy: denied,
      }),
    ).toEqual([
      { name: 'policy', state: 'unknown', unknown: denied },
      { name: 'acl', state: 'known', value: [] },
      { name: 'versioning', state: 'known', value: { status: 'Enabled' } },
      { name: 'website', state: 'absent' },
    ]);
  });

  it('show what has another shape as it is, and a reason of a later version as a failure', () => {
    expect(shownFacets({ odd: 'text', later: { known: false, reason: 'eclipsed' } })).toEqual([
      { name: 'later', state: 'unknown', unknown: { known: false, reason: 'failed', action: '', detail: '' } },
      { name: 'odd', state: 'known', value: 'text' },
    ]);
  });

  it('tell tags that could not be read', () => {
    const tags = { known: false, reason: 'denied', action: 's3:GetBucketTagging', detail: '' };
    expect(shownFacets({ tags })).toMatchObject([{ name: 'tags', state: 'unknown' }]);
  });
});

describe('a text', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [encodeURIComponent('{"a":[1]}'), { a: [1] }],
    ['{"a":', undefined],
    ['%7B%', undefined],
    ['plain', undefined],
    ['1', undefined],
  ])('%s holds %j', (text, value) => {
    expect(documentOf(text)).toEqual(value);
  });
});
