/** What the address of the findings can say, and what it means. Pure. */
import {
  FindingGrouping,
  FindingSort,
  FindingStatus,
  listOf,
  parseTerms,
  quoted,
  Severity,
  termText,
  withTerm,
  type FindingGroupQuery,
  type View,
} from '@cspmexa/contracts';
import { z } from 'zod';
import { readUrl, writeUrl, type UrlPatch, type UrlValues } from '../url/url-state.js';
import { columnKeys } from './column-keys.js';
import { OpenGroups } from './open-groups.js';

/** Views that everybody has. */
export const builtInViews = {
  open: 'is:open',
  mine: 'is:open is:mine',
  overdue: 'is:overdue',
  fresh: 'is:open is:new',
  all: '',
} as const;
export type BuiltInView = keyof typeof builtInViews;
export const builtInNames = ['open', 'mine', 'overdue', 'fresh', 'all'] as const satisfies readonly BuiltInView[];

const isBuiltIn = (name: string | undefined): name is BuiltInView =>
  name !== undefined && Object.hasOwn(builtInViews, name);

const groupSorts = ['-severity', '-findings', 'oldest'] as const satisfies readonly FindingGroupQuery['sort'][];

export const findingsView = {
  view: z.union([z.enum(builtInNames), z.uuid()]),
  q: z.string().max(1_000),
  group: z.enum(['none', ...FindingGrouping.options]),
  sort: FindingSort,
  /** Of the groups. */
  order: z.enum(groupSorts),
  columns: listOf(z.enum(columnKeys)),
  /** Of the groups: those that are open. */
  open: OpenGroups,
  /** How many findings, or groups, are above the one at the top of the screen. */
  at: z.coerce.number().int().min(1).max(1_000_000),
};
export type FindingsAddress = UrlValues<typeof findingsView>;
export type FindingsPatch = UrlPatch<typeof findingsView>;

/** What the page shows. */
export interface Look {
  readonly q: string;
  readonly group: FindingGrouping | null;
  readonly sort: FindingSort;
  readonly columns: readonly string[];
}

/** The look of the page, and where it comes from. */
export interface Shown {
  readonly look: Look;
  /** The view of everybody that it is, if it is one. */
  readonly builtIn: BuiltInView | undefined;
  /** The kept view that it is, or began as. */
  readonly kept: View | undefined;
  /** The kept view says something else. */
  readonly isChanged: boolean;
  /** The address names a view that there is not. */
  readonly isMissing: boolean;
}

const plainLook = (q: string): Look => ({ q, group: null, sort: '-severity', columns: [] });
const sameLook = (a: Look, b: Look): boolean =>
  a.q === b.q && a.group === b.group && a.sort === b.sort && a.columns.join() === b.columns.join();

/** What an address shows: its own words, else those of its view, else those of the person's default view, else what is open. */
export function shownBy(address: FindingsAddress, views: readonly View[]): Shown {
  const { view, q, group, sort, columns } = address;
  const kept = isBuiltIn(view)
    ? undefined
    : view !== undefined
      ? views.find(({ id }) => id === view)
      : q === undefined
        ? views.find(({ isDefault }) => isDefault)
        : undefined;
  const base: Look = kept ?? plainLook(builtInViews[isBuiltIn(view) ? view : 'open']);
  const look: Look = {
    q: q ?? base.q,
    group: group === undefined ? base.group : group === 'none' ? null : group,
    sort: sort ?? base.sort,
    columns: columns?.length ? columns : base.columns,
  };
  return {
    look,
    builtIn: kept ? undefined : builtInNames.find((name) => builtInViews[name] === look.q),
    kept,
    isChanged: kept !== undefined && !sameLook(look, kept),
    isMissing: view !== undefined && !isBuiltIn(view) && !kept,
  };
}

/** Whether what an address shows depends on the person's views, which have to be there first. */
export const needsViews = ({ view, q }: FindingsAddress): boolean =>
  view === undefined ? q === undefined : !isBuiltIn(view);

/** The patch that shows another query. A kept view stays the one that is changed, until nothing is left of its query. */
export function patchForQuery(q: string, { kept }: Shown): FindingsPatch {
  const rest = { at: undefined };
  if (q === '') return { ...rest, view: 'all', q: undefined };
  if (kept) return { ...rest, view: kept.id, q: q === kept.q ? undefined : q };
  return { ...rest, view: undefined, q };
}

/** The address of a kept view. A private one says all that it shows, so that whoever gets the address sees the same. */
export function viewUrl(view: View): string {
  const words: FindingsPatch = view.shared
    ? {}
    : {
        q: view.q,
        ...(view.group ? { group: view.group } : {}),
        ...(view.sort === '-severity' ? {} : { sort: view.sort }),
        columns: findingsView.columns.catch([]).parse(view.columns.join(',')),
      };
  return `/findings?${writeUrl(findingsView, new URLSearchParams(), { view: view.id, ...words })}`;
}

/** The address of the plain list of what a query finds. */
export const listUrl = (q: string, sort: FindingSort): string =>
  `/findings?${writeUrl(findingsView, new URLSearchParams(), { q, sort: sort === '-severity' ? undefined : sort })}`;

/** What the address said before there was a query. */
const oldFilters = {
  status: listOf(FindingStatus),
  severity: listOf(Severity),
  service: listOf(z.string().max(40)),
  region: listOf(z.string().max(40)),
  accountId: listOf(z.uuid()),
  policyId: listOf(z.string().max(120)),
  resourceArn: z.string().max(900),
  reopened: z.enum(['true', 'false']),
  search: z.string().max(200),
};
const formerKeys = { accountId: 'account', policyId: 'policy', resourceArn: 'resource' } as const;
/** What long lists needed and no longer do. */
const needless = ['cursor', 'limit'];

type OldFilters = UrlValues<typeof oldFilters>;

/** The query that says what filters said. Without a status they were about what is open. */
function queryOfFilters({ status, reopened, search, ...lists }: OldFilters): string {
  const one = status?.length === 1 ? status[0] : undefined;
  const state = one
    ? `is:${one}`
    : status?.length
      ? termText({ key: 'status', values: status, negated: false })
      : 'is:open';
  const terms = Object.entries(lists).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? [value] : (value ?? []);
    const key = Object.entries(formerKeys).find(([former]) => former === name)?.[1] ?? name;
    return values.length > 0 ? [termText({ key, values, negated: false })] : [];
  });
  return [
    state,
    ...(reopened ? [reopened === 'true' ? 'is:reopened' : '-is:reopened'] : []),
    ...terms,
    ...(search?.trim() ? [quoted(search.trim())] : []),
  ].join(' ');
}

/** An address from before, in the words of today; undefined when it is one of today. Parameters that nobody understands stay. */
export function translated(search: URLSearchParams): URLSearchParams | undefined {
  const { values } = readUrl(oldFilters, search);
  const dropped = needless.filter((name) => search.has(name));
  if (Object.keys(values).length === 0 && dropped.length === 0) return undefined;
  const next = new URLSearchParams(search);
  [...Object.keys(values), ...dropped].forEach((name) => next.delete(name));
  if (Object.keys(values).length > 0 && !next.has('q')) next.set('q', queryOfFilters(values));
  return next;
}

/** The address of the list with these filters, for links from other pages; `sort` goes with them, `q` is a whole query. */
export function findingsUrl(filters: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(filters);
  return `/findings?${translated(search) ?? search}`;
}

/** The statuses that a query asks for, said by `status:` or `is:`. */
export function statusesOf(query: string): FindingStatus[] {
  const said = parseTerms(query)
    .terms.filter(({ key, negated }) => !negated && (key === 'status' || key === 'is'))
    .flatMap(({ values }) => values.map((value) => value.toLowerCase()));
  return FindingStatus.options.filter((status) => said.includes(status));
}

/** The query with these statuses: one as a flag, several as alternatives, none as all. */
export function withStatuses(query: string, statuses: readonly FindingStatus[]): string {
  const flags = parseTerms(query)
    .terms.filter(({ key, negated }) => !negated && key === 'is')
    .flatMap(({ values }) => values)
    .filter((value) => !FindingStatus.options.some((status) => status === value.toLowerCase()));
  const bare = withTerm(withTerm(query, 'status', []), 'is', []);
  const term =
    statuses.length === 1
      ? [`is:${statuses[0]}`]
      : statuses.length > 1
        ? [termText({ key: 'status', values: statuses, negated: false })]
        : [];
  return [...term, ...(bare ? [bare] : []), ...flags.map((flag) => `is:${flag}`)].join(' ');
}
