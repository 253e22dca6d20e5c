/** A view: a query over findings with its order and look, kept under a name. */
import { z } from 'zod';
import { FindingQueryText } from '../query/query-text.js';
import { FindingGrouping, FindingSort } from './finding.js';
import { Name, Timestamp } from './shared.js';

const look = {
  name: Name,
  q: FindingQueryText,
  group: FindingGrouping.nullable().default(null),
  sort: FindingSort.default('-severity'),
  columns: z
    .array(z.string().regex(/^[a-zA-Z]{1,30}$/))
    .max(20)
    .default([])
    .describe('Empty: the usual ones.'),
};

export const ViewInput = z.strictObject({
  ...look,
  shared: z.boolean().default(false).describe('Everybody in the tenant sees it.'),
});
export type ViewInput = z.infer<typeof ViewInput>;

/** What each person decides for themselves about a view. */
export const ViewChoice = z.strictObject({
  pinned: z.boolean().optional().describe('In the side bar.'),
  isDefault: z.boolean().optional().describe('It opens when the findings do; one at most.'),
});
export type ViewChoice = z.infer<typeof ViewChoice>;

export const View = z.object({
  id: z.uuid(),
  ...look,
  name: z.string(),
  q: z.string(),
  shared: z.boolean(),
  owner: z.string().describe('The e-mail address of its maker.'),
  mine: z.boolean(),
  pinned: z.boolean(),
  isDefault: z.boolean(),
  count: z
    .int()
    .nullable()
    .describe('Findings that it shows now; null when they are too many, or take too long, to count at once.'),
  createdAt: Timestamp,
});
export type View = z.infer<typeof View>;
