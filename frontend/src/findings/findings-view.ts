/** What the address of the findings list can say. */
import { FindingSort, FindingStatus, listOf, Severity } from '@cspmexa/contracts';
import { z } from 'zod';
import type { UrlValues } from '../url/url-state.js';

export const pageSizes = ['25', '50', '100', '200'] as const;

export const findingsView = {
  status: listOf(FindingStatus),
  severity: listOf(Severity),
  service: listOf(z.string().max(40)),
  region: listOf(z.string().max(40)),
  accountId: listOf(z.uuid()),
  policyId: listOf(z.string().max(120)),
  resourceArn: z.string().max(2_048),
  reopened: z.enum(['true', 'false']),
  search: z.string().max(200),
  sort: FindingSort,
  limit: z.enum(pageSizes),
  cursor: z.string().max(2_000),
};
export type FindingsView = UrlValues<typeof findingsView>;

/** Without a status in the address the list is about what is open now. */
export const statusOf = ({ status }: FindingsView): readonly FindingStatus[] => (status?.length ? status : ['open']);

/** Everything that narrows the list, empty. */
export const noFilters = {
  status: undefined,
  severity: undefined,
  service: undefined,
  region: undefined,
  accountId: undefined,
  policyId: undefined,
  resourceArn: undefined,
  reopened: undefined,
  search: undefined,
  cursor: undefined,
} as const satisfies { readonly [K in keyof FindingsView]?: undefined };

/** Whether anything narrows the list. */
export const isNarrowed = (view: FindingsView): boolean =>
  Object.keys(noFilters).some((name) => {
    const value = view[name as keyof FindingsView]; // The keys of noFilters are keys of the view.
    return name !== 'cursor' && value !== undefined && value.length > 0;
  });

/** The address of the list with these filters, for links from other pages. */
export function findingsUrl(filters: Readonly<Record<string, string>>): string {
  return `/findings?${new URLSearchParams(filters)}`;
}
