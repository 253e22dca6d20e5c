/** Findings, the work on them, the views of them, and the overview. */
import { z } from 'zod';
import {
  BulkChange,
  BulkInput,
  CommentInput,
  ExceptionInput,
  Finding,
  FindingComment,
  FindingDetail,
  FindingFacets,
  FindingGroup,
  FindingGroupQuery,
  FindingPatch,
  FindingQuery,
  FindingSettings,
  FindingSettingsInput,
  Overview,
  pageOf,
  PageQuery,
  ScanComparison,
  View,
  ViewChoice,
  ViewInput,
} from '../nouns/index.js';
import { FindingQueryText } from '../query/index.js';
import { defineRoute } from '../route.js';

const findingId = z.strictObject({ findingId: z.uuid() });
const viewId = z.strictObject({ viewId: z.uuid() });

/** Twenty thousand findings take seconds; on a machine that has much else to do, several times as many. */
const bulkPatienceMs = 60_000;

export const listFindings = defineRoute({
  id: 'listFindings',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/findings',
  permission: 'findings:read',
  summary:
    'Findings, filtered and sorted, a page at a time. The total is counted with the first page; null: too many to count.',
  request: { query: FindingQuery },
  response: pageOf(Finding),
  errors: ['invalid-cursor'],
});

export const listFindingGroups = defineRoute({
  id: 'listFindingGroups',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/finding-groups',
  permission: 'findings:read',
  summary: 'Findings gathered by what they share.',
  request: { query: FindingGroupQuery },
  response: pageOf(FindingGroup),
  errors: ['invalid-cursor'],
});

export const getFindingFacets = defineRoute({
  id: 'getFindingFacets',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/finding-facets',
  permission: 'findings:read',
  summary: 'How many findings there are of each value, for menus.',
  request: { query: z.strictObject({ q: FindingQueryText.optional() }) },
  response: FindingFacets,
});

export const getFinding = defineRoute({
  id: 'getFinding',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/findings/:findingId',
  permission: 'findings:read',
  summary: 'One finding: why, evidence, fix, comments and history.',
  request: { params: findingId },
  response: FindingDetail,
  errors: ['not-found'],
});

export const changeFinding = defineRoute({
  id: 'changeFinding',
  service: 'policy-engine',
  method: 'PATCH',
  path: '/v1/findings/:findingId',
  permission: 'findings:triage',
  summary: 'Assigns a finding, or sets when it is due.',
  request: { params: findingId, body: FindingPatch },
  response: FindingDetail,
  errors: ['not-found', 'conflict', 'changed-meanwhile'],
});

export const commentFinding = defineRoute({
  id: 'commentFinding',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/findings/:findingId/comments',
  permission: 'findings:triage',
  summary: 'Comments on a finding.',
  request: { params: findingId, body: CommentInput },
  response: FindingComment,
  status: 201,
  errors: ['not-found'],
});

export const removeComment = defineRoute({
  id: 'removeComment',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/findings/:findingId/comments/:commentId',
  permission: 'findings:triage',
  summary: "Removes one of one's own comments.",
  request: { params: findingId.extend({ commentId: z.uuid() }) },
  response: 'none',
  errors: ['not-found'],
});

export const exceptFinding = defineRoute({
  id: 'exceptFinding',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/findings/:findingId/exception',
  permission: 'findings:triage',
  summary: 'Accepts a finding, until a date if one is given.',
  request: { params: findingId, body: ExceptionInput },
  response: FindingDetail,
  errors: ['not-found', 'conflict', 'changed-meanwhile'],
});

export const removeException = defineRoute({
  id: 'removeException',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/findings/:findingId/exception',
  permission: 'findings:triage',
  summary: 'Takes an exception back; the finding is open again at once.',
  request: { params: findingId },
  response: FindingDetail,
  errors: ['not-found', 'conflict'],
});

export const changeFindings = defineRoute({
  id: 'changeFindings',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/finding-changes',
  permission: 'findings:triage',
  cost: 'expensive',
  patienceMs: bulkPatienceMs,
  summary: 'Changes many findings at once, all or none: 1,000 by id, 20,000 by a query.',
  request: { body: BulkInput },
  response: BulkChange,
  status: 201,
  errors: ['too-many'],
});

export const undoFindingChanges = defineRoute({
  id: 'undoFindingChanges',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/finding-changes/:changeId/undo',
  permission: 'findings:triage',
  patienceMs: bulkPatienceMs,
  summary:
    "Takes one's own change of many findings back, within ten minutes; findings that changed since stay as they are.",
  request: { params: z.strictObject({ changeId: z.uuid() }) },
  response: BulkChange,
  status: 200,
  errors: ['not-found', 'conflict'],
});

export const getFindingSettings = defineRoute({
  id: 'getFindingSettings',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/finding-settings',
  permission: 'findings:read',
  summary: 'In how many days findings are to be fixed.',
  request: {},
  response: FindingSettings,
});

export const changeFindingSettings = defineRoute({
  id: 'changeFindingSettings',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/finding-settings',
  permission: 'policies:write',
  summary: 'Changes in how many days findings are to be fixed; open findings get their new due dates at once.',
  request: { body: FindingSettingsInput },
  response: FindingSettings,
});

export const listViews = defineRoute({
  id: 'listViews',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/views',
  permission: 'findings:read',
  summary: "One's own views of findings and the shared ones, with how many findings they show now.",
  request: {},
  response: z.object({ items: z.array(View).describe('By name; at most 200.') }),
});

export const addView = defineRoute({
  id: 'addView',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/views',
  permission: 'findings:read',
  summary: 'Keeps a view. Sharing it needs findings:triage.',
  request: { body: ViewInput },
  response: View,
  status: 201,
  errors: ['conflict', 'too-many'],
});

export const changeView = defineRoute({
  id: 'changeView',
  service: 'policy-engine',
  method: 'PUT',
  path: '/v1/views/:viewId',
  permission: 'findings:read',
  summary: "Replaces one of one's own views; an admin may replace shared ones, too.",
  request: { params: viewId, body: ViewInput },
  response: View,
  errors: ['not-found', 'conflict'],
});

export const removeView = defineRoute({
  id: 'removeView',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/views/:viewId',
  permission: 'findings:read',
  summary: "Removes one of one's own views; an admin may remove shared ones, too.",
  request: { params: viewId },
  response: 'none',
  errors: ['not-found'],
});

export const chooseView = defineRoute({
  id: 'chooseView',
  service: 'policy-engine',
  method: 'PATCH',
  path: '/v1/views/:viewId/choice',
  permission: 'findings:read',
  summary: 'Pins a view to the side bar, or makes it the one that the findings open with, for oneself.',
  request: { params: viewId, body: ViewChoice },
  response: View,
  errors: ['not-found'],
});

export const compareScans = defineRoute({
  id: 'compareScans',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/scan-comparison',
  permission: 'findings:read',
  summary:
    'What became of the findings of an account from one scan to another; from the scan before it, if only one is given.',
  request: {
    query: PageQuery.extend({
      to: z.uuid(),
      from: z.uuid().optional(),
      change: z.enum(['opened', 'resolved', 'changed']).optional(),
    }),
  },
  response: ScanComparison,
  errors: ['not-found', 'conflict', 'invalid-cursor'],
});

export const getOverview = defineRoute({
  id: 'getOverview',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/overview',
  permission: 'findings:read',
  summary: 'Score with its coverage, counts and trend.',
  request: {
    query: z.strictObject({
      days: z.coerce.number().int().min(7).max(90).default(30),
      accountId: z.uuid().optional(),
    }),
  },
  response: Overview,
});
