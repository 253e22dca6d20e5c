/** Made-up exports: each look at one takes it a step further, as the worker of the engine would. */
import { randomUUID } from 'node:crypto';

const gone = { problem: 'not-found' };
const hour = 3_600_000;
const iso = (ms) => new Date(ms).toISOString();
const uuid = (n) => `70000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const said = { language: 'en', timeZone: 'America/Sao_Paulo' };

/** A query with this word cannot be exported, one with the other never ends. */
export const brokenWord = 'broken';
export const endlessWord = 'endless';

const ended = (at, more) => ({
  failure: null,
  createdAt: iso(at - 4_000),
  endedAt: iso(at),
  expiresAt: iso(at + 24 * hour),
  ...more,
});

const seeds = () => [
  {
    id: uuid(3),
    input: { of: 'findings', q: endlessWord, sort: '-severity', format: 'pdf', ...said },
    state: 'running',
    rows: 12_500,
    total: 20_000,
    bytes: null,
    fileName: 'cspmexa-findings-20261121-101500.pdf',
    failure: null,
    createdAt: iso(Date.now() - 20_000),
    endedAt: null,
    expiresAt: null,
  },
  {
    id: uuid(2),
    input: { of: 'compliance', frameworkId: 'cis-aws-7.0', accountId: null, format: 'html', ...said },
    state: 'done',
    rows: 68,
    total: 68,
    bytes: 48_213,
    fileName: 'cspmexa-cis-aws-7.0-20261121-094500.html',
    ...ended(Date.now() - 2 * hour),
  },
  {
    id: uuid(1),
    input: {
      of: 'findings',
      q: 'severity:critical,high account:"<b>Production</b>"',
      sort: 'dueAt',
      format: 'csv',
      ...said,
    },
    state: 'done',
    rows: 104_812,
    total: 104_812,
    bytes: 61_400_000,
    fileName: 'cspmexa-findings-20261121-081000.csv',
    ...ended(Date.now() - 5 * hour),
  },
  {
    id: uuid(0),
    input: { of: 'findings', q: brokenWord, sort: '-severity', format: 'ocsf', ...said },
    state: 'failed',
    rows: 0,
    total: null,
    bytes: null,
    fileName: 'cspmexa-findings-20261120-180200.ocsf.json',
    ...ended(Date.now() - 16 * hour, {
      failure: 'This is not possible at the moment. Try again soon. (trace 4bf92f3577b34da6a3ce929d0e0e4736)',
    }),
  },
];

/** The exports of each world. */
const made = new WeakMap();
const exportsOf = (world) => {
  if (!made.has(world)) made.set(world, { items: world.accounts.length > 0 ? seeds() : [] });
  return made.get(world);
};
const find = (world, id) => exportsOf(world).items.find((item) => item.id === id);

/** What the worker does between two looks. */
function step(world, item) {
  const q = item.input.of === 'findings' ? item.input.q : '';
  if (item.state === 'queued') return Object.assign(item, { state: 'running', total: 1_200, rows: 500 });
  if (item.state !== 'running' || q.includes(endlessWord)) return item;
  if (q.includes(brokenWord))
    return Object.assign(item, { state: 'failed', ...ended(Date.now(), { failure: 'It broke. (trace 0123)' }) });
  return Object.assign(item, { state: 'done', rows: item.total, bytes: 4_100, ...ended(Date.now()) });
}

export const exportHandlers = {
  startExport: ({ world, body }) => {
    const { items } = exportsOf(world);
    if (items.filter(({ state }) => state === 'queued' || state === 'running').length >= 20)
      return { problem: 'too-many' };
    const what = body.of === 'findings' ? 'findings' : body.frameworkId;
    const item = {
      id: randomUUID(),
      input: body,
      state: 'queued',
      rows: 0,
      total: null,
      bytes: null,
      fileName: `cspmexa-${what}-20261121-104104.${body.format}`,
      failure: null,
      createdAt: iso(Date.now()),
      endedAt: null,
      expiresAt: null,
    };
    items.unshift(item);
    return item;
  },
  listExports: ({ world }) => ({ items: exportsOf(world).items }),
  getExport: ({ world, params }) => {
    const item = find(world, params.exportId);
    return item ? step(world, item) : gone;
  },
  removeExport: ({ world, params }) => {
    const known = exportsOf(world);
    if (!find(world, params.exportId)) return gone;
    known.items = known.items.filter(({ id }) => id !== params.exportId);
  },
  downloadExport: ({ world, params }) => {
    const item = find(world, params.exportId);
    if (!item) return gone;
    if (item.state !== 'done') return { problem: 'conflict' };
    return { file: `the file of ${item.fileName}\n`, type: 'text/csv; charset=utf-8' };
  },
};
