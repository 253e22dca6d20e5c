import type { Resource } from '@cspmexa/resources';
import { defineKind, known, unknown } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { benchOf, volumes } from '../test/answers.js';
import { actionsOf, iamPolicyOf } from './actions.js';
import { CallFailure } from './classify.js';
import { collectUnit, type CollectOptions, type ListingHole } from './collect.js';
import {
  defineCollector,
  definePages,
  defineSource,
  fromCall,
  fromListing,
  fromSource,
  notNeeded,
  type FacetReader,
  type ListSource,
  type Source,
} from './collector.js';
import type { Listing } from './aws.js';
import { planForInventory } from './plan.js';

const Thing = defineKind({
  kind: 'aws.test.thing',
  service: 'ec2',
  cardinality: 'many',
  scope: 'regional',
  base: z.object({ id: z.string() }),
  facets: {
    listed: z.boolean(),
    loaded: z.string(),
    asked: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
  },
  id: ({ id }) => id,
  arn: ({ partition }, id) => `arn:${partition}:test:::${id}`,
  example: { base: { id: 'a' }, facets: { listed: true, loaded: 'x', asked: null, tags: {} } },
});

interface Raw {
  readonly id?: unknown;
  readonly listed?: unknown;
}

const thingsOf = (listing: Listing<Raw> | Error): Source<Listing<Raw>> =>
  defineSource({
    actions: ['test:ListThings'],
    load: () => (listing instanceof Error ? Promise.reject(listing) : Promise.resolve(listing)),
  });
const shared = defineSource({
  actions: ['test:GetShared'],
  load: () => Promise.resolve({ a: 'from a source' } as Record<string, string>),
});

const collectorOf = (list: ListSource<Raw>, asked: FacetReader<Raw>) =>
  defineCollector<Raw>()({
    collects: Thing,
    list,
    base: ({ id }) => ({ id }),
    facets: {
      listed: fromListing(({ listed }) => listed),
      loaded: fromSource(shared, (loaded, { id }) => loaded[String(id)]),
      asked,
      tags: fromListing(() => ({ team: 'finance' })),
    },
  });
const askedFor = (read: () => Promise<unknown>, absent?: Record<string, unknown>): FacetReader<Raw> =>
  fromCall({ action: 'test:GetThing', read, ...(absent ? { absent } : {}) });
const fine = askedFor(() => Promise.resolve('yes'));

async function run(
  collector: ReturnType<typeof collectorOf>,
  facets = Object.keys(Thing.facets),
  signal = new AbortController().signal,
  options: CollectOptions = {},
) {
  const { aws, coverage } = benchOf(() => volumes([]), { signal });
  const resources: Resource[] = [];
  const holes: ListingHole[] = [];
  const sink = {
    resource: (resource: Resource) => void resources.push(resource),
    hole: (hole: ListingHole) => void holes.push(hole),
  };
  await collectUnit([collector], new Map([['aws.test.thing', new Set(facets)]]), aws, sink, options);
  return { resources, holes, coverage };
}
const one = thingsOf({ items: [{ id: 'a', listed: true }] });
const failing = (code: string) => () => Promise.reject(new CallFailure(unknown('denied', 'test:GetThing', code), code));

describe('collecting', () => {
  it('fills every facet from where it comes, and the tags from theirs', async () => {
    const { resources, holes } = await run(collectorOf(one, fine));
    expect(holes).toEqual([]);
    expect(resources).toMatchObject([
      {
        arn: 'arn:aws:test:::a',
        region: 'sa-east-1',
        tags: { team: 'finance' },
        facets: { listed: known(true), loaded: known('from a source'), asked: known('yes') },
      },
    ]);
  });

  it('reads only the facets that were asked for', async () => {
    const { resources } = await run(
      collectorOf(
        one,
        askedFor(() => Promise.reject(new Error('must not be asked'))),
      ),
      ['listed'],
    );
    expect(resources[0]?.facets).toEqual({ listed: known(true) });
  });

  it('keeps a refusal to the facet that it concerns', async () => {
    const { resources, coverage } = await run(collectorOf(one, askedFor(failing('AccessDenied'))));
    expect(resources[0]?.facets).toMatchObject({
      listed: { known: true },
      loaded: { known: true },
      asked: { known: false, reason: 'denied' },
    });
    expect(coverage.holes()).toMatchObject([
      { action: 'test:GetThing', outcome: 'denied', resources: ['arn:aws:test:::a'] },
    ]);
  });

  it('takes an error for an answer only where the collector declares it', async () => {
    const { resources, coverage } = await run(
      collectorOf(one, askedFor(failing('NoSuchThing'), { NoSuchThing: null })),
    );
    expect(resources[0]?.facets).toMatchObject({ asked: known(null) });
    expect(coverage.holes()).toEqual([]);
    const inherited = await run(collectorOf(one, askedFor(failing('toString'), { NoSuchThing: null })));
    expect(inherited.resources[0]?.facets).toMatchObject({ asked: { known: false } });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['of another type', () => Promise.resolve(7)],
    ['that is missing', () => Promise.resolve(undefined)],
    [
      'that breaks when it is read',
      () => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'x')")),
    ],
  ])('takes a value %s for malformed, never for a default', async (_title, read) => {
    const { resources } = await run(collectorOf(one, askedFor(read)));
    expect(resources[0]?.facets).toMatchObject({
      asked: { known: false, reason: 'malformed', action: 'test:GetThing' },
    });
  });

  it('makes a hole of things that cannot be identified, and keeps the others', async () => {
    const list = thingsOf({ items: [{ id: 'a', listed: true }, { id: 7 }, {}] });
    const { resources, holes } = await run(collectorOf(list, fine));
    expect(resources.map(({ id }) => id)).toEqual(['a']);
    expect(holes).toMatchObject([
      { kind: 'aws.test.thing', unknown: { reason: 'malformed', action: 'test:ListThings' } },
    ]);
  });

  it('passes on the hole of a listing, and what was listed', async () => {
    const hole = unknown('throttled', 'test:ListThings', 'slow down');
    const { resources, holes } = await run(collectorOf(thingsOf({ items: [{ id: 'a', listed: true }], hole }), fine));
    expect(resources).toHaveLength(1);
    expect(holes).toMatchObject([{ unknown: hole }]);
  });

  it('makes a hole of a listing that failed altogether', async () => {
    const { resources, holes } = await run(collectorOf(thingsOf(new Error('no')), fine));
    expect(resources).toEqual([]);
    expect(holes).toMatchObject([{ unknown: { reason: 'failed', action: 'test:ListThings' } }]);
  });

  it('leaves out a facet that another one makes needless', async () => {
    const { resources, coverage } = await run(
      collectorOf(
        one,
        askedFor(() => Promise.resolve(notNeeded)),
      ),
    );
    expect(resources[0]?.facets).not.toHaveProperty('asked');
    expect(coverage.holes()).toEqual([]);
  });

  it('reads only those resources that were asked for, and still tells of listed ones that make no sense', async () => {
    const asked: unknown[] = [];
    const items = ['a', 'b', 'c'].map((id) => ({ id, listed: true }));
    const list = thingsOf({ items: [...items, { id: 7 }] });
    const reader = fromCall<Raw>({
      action: 'test:GetThing',
      read: (_aws, { id }) => {
        asked.push(id);
        return Promise.resolve('yes');
      },
    });
    const only = new Map([['aws.test.thing', new Set(['arn:aws:test:::b', 'arn:aws:test:::gone'])]]);
    const { resources, holes } = await run(collectorOf(list, reader), undefined, undefined, { only });
    expect(resources.map(({ id }) => id)).toEqual(['b']);
    expect(asked).toEqual(['b']);
    expect(holes).toMatchObject([{ unknown: { reason: 'malformed' } }]);
    const beside = new Map([['aws.test.thing', new Set(['listed'])]]);
    const besides = await run(collectorOf(list, reader), undefined, undefined, { only, beside });
    expect(besides.resources.map(({ id, facets }) => [id, Object.keys(facets)]).sort()).toEqual([
      ['a', ['listed']],
      ['b', Object.keys(Thing.facets)],
      ['c', ['listed']],
    ]);
    const others = new Map([['aws.test.other', new Set(['arn:aws:test:::b'])]]);
    expect((await run(collectorOf(list, fine), undefined, undefined, { only: others })).resources).toHaveLength(3);
  });

  it('lets others go first while a resource waits for its turn', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const items = Array.from({ length: 200 }, (_, index) => ({ id: String(index), listed: true }));
    let read = 0;
    const reader = fromCall<Raw>({
      action: 'test:GetThing',
      read: async (aws, { id }) => {
        read += 1;
        if (Number(id) < 100) await Promise.all([aws.wait('test:GetThing', 1), held]);
        else if (read === 200) letGo();
        return 'yes';
      },
    });
    const { resources } = await run(collectorOf(thingsOf({ items }), reader));
    expect(resources).toHaveLength(200);
  });

  it('throws when the scan was stopped, so that nobody takes the rest for gone', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(run(collectorOf(one, fine), undefined, stop.signal)).rejects.toThrow('stopped');
  });
});

describe('the actions', () => {
  const collector = collectorOf(
    one,
    fromCall({ action: 'test:GetThing', alsoNeeds: ['test:More'], read: () => Promise.resolve('') }),
  );
  const always = ['ec2:DescribeRegions', 'sts:GetCallerIdentity'];

  it('are those of the list, the sources and the calls, each once and sorted', () => {
    expect(actionsOf([collector, collector])).toEqual([
      always[0],
      always[1],
      'test:GetShared',
      'test:GetThing',
      'test:ListThings',
      'test:More',
    ]);
    expect(iamPolicyOf(['a:B'])).toMatchObject({ Statement: [{ Effect: 'Allow', Action: ['a:B'], Resource: '*' }] });
  });

  it('are only those that a plan needs', () => {
    expect(actionsOf([collector], new Map([['aws.test.thing', new Set(['listed'])]]))).toEqual([
      ...always,
      'test:ListThings',
    ]);
    expect(actionsOf([collector], new Map())).toEqual(always);
    expect(actionsOf([collector], planForInventory([collector]))).toEqual(actionsOf([collector]));
  });
});

describe('a list of pages', () => {
  const denied = unknown('denied', 'test:ListThings', 'No.');

  /** Pages of two things each, noting when each is asked for. */
  const pagesOf = (count: number, noted: string[], hole?: typeof denied): ListSource<Raw> =>
    definePages(['test:ListThings'], async function* () {
      for (let page = 0; page < count; page += 1) {
        await Promise.resolve();
        noted.push(`page ${page}`);
        yield [
          { id: `${page}a`, listed: true },
          { id: `${page}b`, listed: true },
        ];
      }
      return hole;
    });

  it('is read while its items are, one page ahead, and not kept', async () => {
    const noted: string[] = [];
    let open: (answer: string) => void = () => undefined;
    const gate = new Promise<string>((resolve) => (open = resolve));
    const { aws } = benchOf(() => volumes([]));
    const seen: string[] = [];
    const sink = { resource: ({ id }: Resource) => void seen.push(id), hole: () => undefined };
    const slow = askedFor(() => gate);
    const collecting = collectUnit(
      [collectorOf(pagesOf(40, noted), slow)],
      new Map([['aws.test.thing', new Set(['asked'])]]),
      aws,
      sink,
    );
    await new Promise(setImmediate);
    // 32 are being read: 16 pages of two, and the next one is there.
    expect(noted).toHaveLength(17);
    open('yes');
    await collecting;
    expect([noted.length, seen.length]).toEqual([40, 80]);
  });

  it('says in the end why it is not whole, and keeps what came before', async () => {
    const noted: string[] = [];
    const { resources, holes } = await run(collectorOf(pagesOf(3, noted, denied), fine));
    expect(resources.map(({ id }) => id)).toEqual(['0a', '0b', '1a', '1b', '2a', '2b']);
    expect(holes).toMatchObject([{ kind: 'aws.test.thing', unknown: denied }]);
  });

  it('breaks into a hole', async () => {
    const broken = definePages<Raw>(['test:ListThings'], async function* () {
      await Promise.resolve();
      yield [{ id: 'a', listed: true }];
      throw new CallFailure(denied, 'AccessDenied');
    });
    const { resources, holes } = await run(collectorOf(broken, fine));
    expect(resources.map(({ id }) => id)).toEqual(['a']);
    expect(holes).toMatchObject([{ unknown: denied }]);
  });

  it('waits for a sink that is behind', async () => {
    const noted: string[] = [];
    const { aws } = benchOf(() => volumes([]));
    let most = 0;
    let behind = 0;
    const sink = {
      resource: async () => {
        most = Math.max(most, (behind += 1));
        await new Promise(setImmediate);
        behind -= 1;
      },
      hole: () => undefined,
    };
    await collectUnit([collectorOf(pagesOf(200, noted), fine)], new Map([['aws.test.thing', new Set()]]), aws, sink);
    expect(most).toBeLessThanOrEqual(32);
  });
});
