import { randomUUID } from 'node:crypto';
import {
  deliveryChanged,
  findingOpened,
  findingsChanged,
  scanJudged,
  type Envelope,
  type Role,
} from '@cspmexa/contracts';
import type { Session } from '@cspmexa/platform';
import { describeRabbit, eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayUnderTest, sendRaw, type GatewayUnderTest } from '../../test/gateway-under-test.js';

const examples = {
  [findingOpened.name]: findingOpened,
  [findingsChanged.name]: findingsChanged,
  [scanJudged.name]: scanJudged,
  [deliveryChanged.name]: deliveryChanged,
};

const envelopeOf = (tenantId: string, type: keyof typeof examples = 'finding.opened'): Envelope => ({
  id: randomUUID(),
  type,
  version: 1,
  tenantId,
  occurredAt: new Date().toISOString(),
  traceparent: '',
  data: examples[type]?.example,
});

interface Stream {
  readonly response: Response;
  /** Everything so far. */
  text(): string;
  /** The events so far. */
  events(): { readonly id: string | undefined; readonly event: string | undefined; readonly data: unknown }[];
  readonly ended: Promise<void>;
  close(): void;
}

async function openStream(url: string, headers: Record<string, string>): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/events`, { headers, signal: abort.signal });
  let text = '';
  const read = async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('utf8');
  };
  const ended = read().catch(() => undefined);
  return {
    response,
    ended,
    text: () => text,
    events: () =>
      text
        .split('\n\n')
        .filter((block) => /^event: /m.test(block))
        .map((block) => {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
          return { id: field('id'), event: field('event'), data: JSON.parse(field('data') ?? 'null') as unknown };
        }),
    close: () => abort.abort(),
  };
}

function tellsWhatHappens(
  start: () => Promise<{ gateway: GatewayUnderTest; publish: (envelope: Envelope) => Promise<unknown> }>,
) {
  let gateway: GatewayUnderTest;
  let publish: (envelope: Envelope) => Promise<unknown>;
  const streams: Stream[] = [];
  beforeAll(async () => {
    ({ gateway, publish } = await start());
  }, 90_000);
  afterAll(() => gateway.stop());
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  const open = async (
    tenantId: string,
    role: Role = 'admin',
    more: Record<string, string> = {},
    sessionId = randomUUID(),
  ) => {
    const authorization = await gateway.issuer.authorization({ tenantId, role, sessionId });
    const stream = await openStream(gateway.url, { authorization, ...more });
    streams.push(stream);
    return stream;
  };

  it('to the members of the tenant, and to nobody else (R02)', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const [one, two, stranger] = await Promise.all([open(ours), open(ours), open(theirs)]);
    const sent = [envelopeOf(ours), envelopeOf(ours, 'scan.judged')];
    for (const envelope of sent) await publish(envelope);
    await publish(envelopeOf(theirs));
    for (const reader of [one, two]) {
      await eventually(() => expect(reader.events().map(({ id }) => id)).toEqual(sent.map(({ id }) => id)));
      expect(reader.events()[0]).toEqual({
        id: sent[0]?.id,
        event: 'finding.opened',
        data: { id: sent[0]?.id, type: 'finding.opened', occurredAt: sent[0]?.occurredAt, data: findingOpened.example },
      });
    }
    await eventually(() => expect(stranger.events()).toHaveLength(1));
    expect(one.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  it('as far as the role may read it', async () => {
    const tenantId = randomUUID();
    const [viewer, auditor] = await Promise.all([open(tenantId, 'viewer'), open(tenantId, 'auditor')]);
    for (const type of ['delivery.changed', 'scan.judged', 'finding.opened'] as const)
      await publish(envelopeOf(tenantId, type));
    await eventually(() =>
      expect(auditor.events().map(({ event }) => event)).toEqual(['delivery.changed', 'scan.judged', 'finding.opened']),
    );
    await eventually(() =>
      expect(viewer.events().map(({ event }) => event)).toEqual(['scan.judged', 'finding.opened']),
    );
  });

  it('of their own accounts alone to who may not see all, and within its scope to a machine (R02, R06)', async () => {
    const tenantId = randomUUID();
    const { accountId } = findingOpened.example;
    const of = async (given: Partial<Session>) => {
      const authorization = await gateway.issuer.authorization({ tenantId, ...given });
      const stream = await openStream(gateway.url, { authorization });
      streams.push(stream);
      return stream;
    };
    const all = await of({});
    const insider = await of({ accountIds: [randomUUID(), accountId] });
    const outsider = await of({ accountIds: [randomUUID()] });
    const machine = await of({ scope: ['scans:read'], tokenName: 'ci' });
    for (const type of ['finding.opened', 'delivery.changed', 'scan.judged', 'findings.changed'] as const)
      await publish(envelopeOf(tenantId, type));
    const namesOf = (stream: Stream) => stream.events().map(({ event }) => event);
    await eventually(() =>
      expect(namesOf(all)).toEqual(['finding.opened', 'delivery.changed', 'scan.judged', 'findings.changed']),
    );
    await eventually(() => expect(namesOf(insider)).toEqual(['finding.opened', 'scan.judged', 'findings.changed']));
    await eventually(() => expect(namesOf(machine)).toEqual(['scan.judged']));
    expect(namesOf(outsider)).toEqual([]);
  });

  it('from where a reader that comes back had stopped', async () => {
    const tenantId = randomUUID();
    const watching = await open(tenantId);
    const sent = Array.from({ length: 5 }, () => envelopeOf(tenantId));
    for (const envelope of sent) await publish(envelope);
    await eventually(() => expect(watching.events()).toHaveLength(5));
    const back = await open(tenantId, 'admin', { 'last-event-id': String(sent[1]?.id) });
    await eventually(() => expect(back.events().map(({ id }) => id)).toEqual(sent.slice(2).map(({ id }) => id)));
    const foreign = await open(randomUUID(), 'admin', { 'last-event-id': String(sent[1]?.id) });
    await eventually(() => expect(foreign.events()).toEqual([{ id: undefined, event: 'reset', data: {} }]));
  });

  it.each(['unknown', '', 'x'.repeat(500), '../..'])(
    'from the beginning, for one that stopped at %j',
    async (lastId) => {
      const tenantId = randomUUID();
      const stream = await open(tenantId, 'admin', { 'last-event-id': lastId });
      await publish(envelopeOf(tenantId));
      await eventually(() => expect(stream.events().map(({ event }) => event)).toEqual(['reset', 'finding.opened']));
    },
  );

  it('once, even when the bus says it twice', async () => {
    const tenantId = randomUUID();
    const stream = await open(tenantId);
    const envelope = envelopeOf(tenantId);
    await publish(envelope);
    await publish(envelope);
    await publish(envelopeOf(tenantId, 'scan.judged'));
    await eventually(() =>
      expect(stream.events().map(({ event }) => event)).toEqual(['finding.opened', 'scan.judged']),
    );
  });

  it('with signs of life in between', async () => {
    const stream = await open(randomUUID());
    expect(stream.text()).not.toContain(': still here');
    await eventually(() => expect(stream.text().match(/: still here\n\n/g)?.length).toBeGreaterThan(1));
  });

  it('to a few windows of one session: the oldest gives way', async () => {
    const [tenantId, sessionId] = [randomUUID(), randomUUID()];
    const oldest = await open(tenantId, 'admin', {}, sessionId);
    for (let count = 0; count < 6; count += 1) await open(tenantId, 'admin', {}, sessionId);
    await oldest.ended;
    await publish(envelopeOf(tenantId));
    await eventually(() => expect(streams.slice(1).every((stream) => stream.events().length === 1)).toBe(true));
  });

  it('to nobody without a session, and by GET alone', async () => {
    expect((await sendRaw(gateway.url, '/api/v1/events')).status).toBe(401);
    const answer = await sendRaw(gateway.url, '/api/v1/events', { method: 'POST' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
  });
}

describe('live events in one process', () => {
  tellsWhatHappens(async () => {
    const gateway = await gatewayUnderTest();
    return { gateway, publish: (envelope) => gateway.carrier.publish(envelope) };
  });

  it('end when the gateway stops, at once', async () => {
    const gateway = await gatewayUnderTest();
    const authorization = await gateway.issuer.authorization();
    const stream = await openStream(gateway.url, { authorization });
    const start = performance.now();
    await gateway.stop();
    await stream.ended;
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describeRabbit('live events over RabbitMQ', (rabbit) => {
  tellsWhatHappens(async () => {
    const carrier = await rabbit.carrier({ subscriptions: {} });
    const gateway = await gatewayUnderTest({}, await rabbit.carrier({ subscriptions: {} }));
    return { gateway, publish: (envelope) => carrier.publish(envelope) };
  });
});
