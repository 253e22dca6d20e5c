import { describe, expect, it } from '@jest/globals';
import type { View } from '@cspmexa/contracts';
import { readUrl } from '../url/url-state.js';
import {
  findingsUrl,
  findingsView,
  needsViews,
  patchForQuery,
  shownBy,
  statusesOf,
  translated,
  viewUrl,
  withStatuses,
} from './findings-view.js';

const id = 'a1110000-0000-4000-8000-000000000001';
const view = (more: Partial<View> = {}): View => ({
  id,
  name: 'Mine',
  q: 'service:s3',
  group: 'policy',
  sort: 'dueAt',
  columns: ['due'],
  shared: false,
  owner: 'ana@example.com',
  mine: true,
  pinned: false,
  isDefault: false,
  count: 3,
  createdAt: '2026-11-01T00:00:00Z',
  ...more,
});
const address = (search: string) => readUrl(findingsView, new URLSearchParams(search)).values;
const shown = (search: string, views: View[] = []) => shownBy(address(search), views);

describe('an address of the findings', () => {
  it.each([
    ['', 'is:open', 'open'],
    ['view=all', '', 'all'],
    ['view=mine', 'is:open is:mine', 'mine'],
    ['q=is:overdue', 'is:overdue', 'overdue'],
    ['q=severity:high', 'severity:high', undefined],
    ['view=overdue&q=x', 'x', undefined],
  ])('%j shows %j, which is the view %s', (search, q, builtIn) => {
    const { look, builtIn: found, isChanged, isMissing } = shown(search);
    expect([look.q, found, isChanged, isMissing]).toEqual([q, builtIn, false, false]);
  });

  it('shows the default view when it says nothing, and its own words before those of its view', () => {
    const mine = view({ isDefault: true });
    expect(shown('', [mine]).look).toEqual({ q: 'service:s3', group: 'policy', sort: 'dueAt', columns: ['due'] });
    expect(shown('q=x', [mine])).toMatchObject({ look: { q: 'x', group: null }, kept: undefined });
    expect(shown(`view=${id}`, [mine])).toMatchObject({ kept: mine, isChanged: false });
    expect(shown(`view=${id}&q=x&group=none`, [mine])).toMatchObject({
      look: { q: 'x', group: null, sort: 'dueAt' },
      isChanged: true,
    });
  });

  it('says that there is no such view', () => {
    expect(shown(`view=${id}`)).toMatchObject({ isMissing: true, look: { q: 'is:open' } });
  });

  it.each([
    ['', true],
    ['q=x', false],
    ['view=all', false],
    [`view=${id}`, true],
    [`view=${id}&q=x`, true],
  ])('%j waits for the views: %s', (search, expected) => {
    expect(needsViews(address(search))).toBe(expected);
  });

  it.each([
    ['', 'x', { view: undefined, q: 'x', at: undefined }],
    ['', '', { view: 'all', q: undefined, at: undefined }],
    [`view=${id}`, 'x', { view: id, q: 'x', at: undefined }],
    [`view=${id}&q=x`, 'service:s3', { view: id, q: undefined, at: undefined }],
    [`view=${id}`, '', { view: 'all', q: undefined, at: undefined }],
  ])('%j with the query %j changes by %j', (search, q, expected) => {
    expect(patchForQuery(q, shown(search, [view()]))).toEqual(expected);
  });

  it('of a private view says all that it shows; of a shared one its id', () => {
    expect(viewUrl(view({ shared: true }))).toBe(`/findings?view=${id}`);
    expect(viewUrl(view())).toBe(`/findings?view=${id}&q=service%3As3&group=policy&sort=dueAt&columns=due`);
    expect(viewUrl(view({ columns: ['gone'] }))).not.toContain('columns');
  });
});

describe('an address from before', () => {
  it.each([
    ['severity=critical,high', 'q=is:open severity:critical,high'],
    ['status=excepted', 'q=is:excepted'],
    ['status=open,resolved', 'q=status:open,resolved'],
    ['search=a b&reopened=true', 'q=is:open is:reopened "a b"'],
    ['reopened=false', 'q=is:open -is:reopened'],
    ['policyId=aws-x&sort=openedAt', 'sort=openedAt&q=is:open policy:aws-x'],
    ['resourceArn=arn:aws:s3:::a', 'q=is:open resource:"arn:aws:s3:::a"'],
    ['accountId=a1110000-0000-4000-8000-000000000001', 'q=is:open account:a1110000-0000-4000-8000-000000000001'],
    ['severity=deadly&service=s3', 'severity=deadly&q=is:open service:s3'],
    ['cursor=x&limit=25', ''],
    ['q=x&severity=high', 'q=x'],
  ])('%j is %j today', (search, expected) => {
    expect(decodeURIComponent(`${translated(new URLSearchParams(search))}`.replaceAll('+', ' '))).toBe(expected);
  });

  it.each(['', 'q=severity:high', 'severity=deadly', 'colour=red', 'view=all&sort=dueAt'])(
    '%j is one of today',
    (search) => {
      expect(translated(new URLSearchParams(search))).toBeUndefined();
    },
  );

  it('is what other pages still ask by', () => {
    expect(findingsUrl({ severity: 'high' })).toBe('/findings?q=is%3Aopen+severity%3Ahigh');
    expect(findingsUrl({ sort: '-openedAt' })).toBe('/findings?sort=-openedAt');
    expect(findingsUrl({ q: 'service:s3' })).toBe('/findings?q=service%3As3');
  });
});

describe('the statuses of a query', () => {
  it.each<[string, ('open' | 'resolved' | 'excepted')[], ('open' | 'resolved' | 'excepted')[], string]>([
    ['is:open', ['open'], ['excepted'], 'is:excepted'],
    ['is:open is:new x', ['open'], ['open', 'excepted'], 'status:open,excepted x is:new'],
    ['status:open,excepted', ['open', 'excepted'], [], ''],
    ['x -is:resolved', [], ['open'], 'is:open x -is:resolved'],
    ['is:open,new', ['open'], [], 'is:new'],
  ])('%j are %j; with %j it is %j', (query, before, statuses, expected) => {
    expect(statusesOf(query)).toEqual(before);
    expect(withStatuses(query, statuses)).toBe(expected);
  });
});
