/** Exports: files made by jobs. */
import { z } from 'zod';
import { Export, ExportInput } from '../nouns/index.js';
import { defineRoute } from '../route.js';

const exportId = z.strictObject({ exportId: z.uuid() });

export const startExport = defineRoute({
  id: 'startExport',
  service: 'policy-engine',
  method: 'POST',
  path: '/v1/exports',
  permission: 'findings:read',
  cost: 'expensive',
  summary: 'Begins to make a file of what a query finds; ask for its state until it is done.',
  request: { body: ExportInput },
  response: Export,
  status: 202,
  errors: ['not-found', 'too-many'],
});

export const listExports = defineRoute({
  id: 'listExports',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/exports',
  permission: 'findings:read',
  summary: "One's own exports of the last day, newest first.",
  request: {},
  response: z.object({ items: z.array(Export).describe('At most 100.') }),
});

export const getExport = defineRoute({
  id: 'getExport',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/exports/:exportId',
  permission: 'findings:read',
  summary: "How far one of one's own exports is.",
  request: { params: exportId },
  response: Export,
  errors: ['not-found'],
});

export const downloadExport = defineRoute({
  id: 'downloadExport',
  service: 'policy-engine',
  method: 'GET',
  path: '/v1/exports/:exportId/file',
  permission: 'findings:read',
  summary: "The file of one of one's own exports.",
  request: { params: exportId },
  response: 'none',
  status: 200,
  errors: ['not-found', 'conflict'],
});

export const removeExport = defineRoute({
  id: 'removeExport',
  service: 'policy-engine',
  method: 'DELETE',
  path: '/v1/exports/:exportId',
  permission: 'findings:read',
  summary: "Stops one of one's own exports and deletes its file.",
  request: { params: exportId },
  response: 'none',
  errors: ['not-found'],
});
