/** What the inventory keeps of a resource. */
import { Ec2Instance, Ec2LaunchTemplate, known, resourceOf, unknown, type Resource } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { inventoryRowsOf } from './inventory-row.js';
import { likeText } from './like-pattern.js';

const place = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
const instance = (facets: Resource<typeof Ec2Instance>['facets'], tags: Record<string, string> = {}): Resource =>
  resourceOf(Ec2Instance, place, Ec2Instance.base.parse(Ec2Instance.example.base), facets, tags);
const hashOf = async (resource: Resource): Promise<string | undefined> =>
  (await inventoryRowsOf([resource]))[0]?.contentHash;

describe('the content hash', () => {
  it('does not depend on the order of keys', async () => {
    const one = instance(
      { metadataOptions: known({ httpEndpoint: 'a', httpTokens: 'b', hopLimit: 1 }) },
      { a: '1', b: '2' },
    );
    const same = instance(
      { metadataOptions: known({ hopLimit: 1, httpTokens: 'b', httpEndpoint: 'a' }) },
      { b: '2', a: '1' },
    );
    expect(await hashOf(one)).toBe(await hashOf(same));
  });

  it('changes with a facet, a tag, and what is unknown, but not with the words of AWS', async () => {
    const denied = (detail: string) =>
      instance({ userData: unknown('denied', 'ec2:DescribeInstanceAttribute', detail) });
    expect(await hashOf(denied('RequestId: 1'))).toBe(await hashOf(denied('RequestId: 2')));
    const all = [
      instance({}),
      instance({}, { a: '1' }),
      denied('x'),
      instance({ userData: unknown('throttled', 'x', 'x') }),
      instance({ userData: known('x') }),
      instance({ userData: known('y') }),
    ];
    expect(new Set(await Promise.all(all.map(hashOf))).size).toBe(all.length);
  });
});

describe('a row', () => {
  it('holds user data as its hash alone, wherever it stands', async () => {
    const example = Ec2LaunchTemplate.example.facets.versions;
    const versions = Ec2LaunchTemplate.facets.versions.parse(
      example.map((version) => ({ ...version, userData: 'password=hunter2' })),
    );
    const base = { templateId: 'lt-1', templateName: 'x' };
    const template = resourceOf(Ec2LaunchTemplate, place, base, { versions: known(versions) });
    const text = JSON.stringify(await inventoryRowsOf([instance({ userData: known('password=hunter2') }), template]));
    expect(text).not.toContain('hunter2');
    expect(text.match(/sha256/g)).toHaveLength(2);
    const [without] = await inventoryRowsOf([instance({ userData: known(null) })]);
    expect(JSON.parse(without?.facets ?? '')).toEqual({ userData: { known: true, value: null } });
  });

  it('holds only texts that PostgreSQL can store', async () => {
    const tags = JSON.parse('{"a\\u0000": "b\\ud800", "fine": "😀", "__proto__": "x"}');
    const [row] = await inventoryRowsOf([instance({}, tags)]);
    expect(row?.tags).toBe('{"__proto__":"x","a\ufffd":"b\ufffd","fine":"😀"}');
    expect(JSON.stringify(row)).not.toMatch(/\\u0000|\\ud800/);
  });

  it('is one for each kind and ARN, and none for an ARN that AWS cannot have made', async () => {
    expect(await inventoryRowsOf([instance({}), instance({}, { a: '1' })])).toHaveLength(1);
    expect(await inventoryRowsOf([{ ...instance({}), arn: 'x'.repeat(2_049) }])).toEqual([]);
  });

  it('of a large unit does not hold up everything else', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await inventoryRowsOf(Array.from({ length: 5_000 }, () => instance({ userData: known('x') })));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('a search', () => {
  it.each([
    ['bucket', 'bucket'],
    ['100%', '100\\%'],
    ['a_b', 'a\\_b'],
    ['a\\b', 'a\\\\b'],
  ])('for %s means its letters', (search, pattern) => {
    expect(likeText(search)).toBe(pattern);
  });
});
