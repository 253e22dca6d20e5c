/** Accounts, schedules, scans and the inventory. */
import { z } from 'zod';
import {
  Account,
  AccountCoverage,
  AccountInput,
  AccountOnboarding,
  AccountPatch,
  AwsService,
  ConnectDiscovered,
  DiscoveredAccount,
  InventoryResource,
  InventoryResourceDetail,
  listOf,
  pageOf,
  PageQuery,
  PermissionReport,
  ResourceFacets,
  ResourceRelations,
  ResourceVersion,
  Scan,
  ScanDetail,
  ScanInput,
  ScanState,
  Schedule,
  ScheduleInput,
  SchedulePatch,
  StackSetArtefact,
  TimeZone,
  Timestamp,
} from '../nouns/index.js';
import { ResourceQueryText } from '../query/index.js';
import { defineRoute } from '../route.js';

const accountId = z.strictObject({ accountId: z.uuid() });
const scheduleId = z.strictObject({ scheduleId: z.uuid() });
const scanId = z.strictObject({ scanId: z.uuid() });

export const listAccounts = defineRoute({
  id: 'listAccounts',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts',
  permission: 'accounts:read',
  summary: 'The AWS accounts that are watched.',
  request: { query: PageQuery },
  response: pageOf(Account),
});

export const getAccount = defineRoute({
  id: 'getAccount',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts/:accountId',
  permission: 'accounts:read',
  summary: 'One account.',
  request: { params: accountId },
  response: Account,
  errors: ['not-found'],
});

export const addAccount = defineRoute({
  id: 'addAccount',
  service: 'collector',
  method: 'POST',
  path: '/v1/accounts',
  permission: 'accounts:write',
  stepUp: true,
  summary: 'Connects an AWS account; its ExternalId is generated here. Check it before the first scan.',
  request: { body: AccountInput },
  response: Account,
  status: 201,
  errors: ['account-exists'],
});

export const getSandbox = defineRoute({
  id: 'getSandbox',
  service: 'collector',
  method: 'GET',
  path: '/v1/sandbox',
  permission: 'accounts:read',
  summary: 'Whether this installation has a pretend account to try everything with.',
  request: {},
  response: z.object({ offered: z.boolean() }),
});

export const addSandboxAccount = defineRoute({
  id: 'addSandboxAccount',
  service: 'collector',
  method: 'POST',
  path: '/v1/sandbox',
  permission: 'accounts:write',
  summary:
    'Connects the pretend account, to try everything without AWS; refused where there is none, as in production.',
  request: {},
  response: Account,
  status: 201,
  errors: ['no-sandbox', 'account-exists'],
});

export const changeAccount = defineRoute({
  id: 'changeAccount',
  service: 'collector',
  method: 'PATCH',
  path: '/v1/accounts/:accountId',
  permission: 'accounts:write',
  stepUp: true,
  summary: 'Renames an account, changes its scope, or switches it on or off.',
  request: { params: accountId, body: AccountPatch },
  response: Account,
  errors: ['not-found'],
});

export const removeAccount = defineRoute({
  id: 'removeAccount',
  service: 'collector',
  method: 'DELETE',
  path: '/v1/accounts/:accountId',
  permission: 'accounts:write',
  stepUp: true,
  summary: 'Stops watching an account; its findings are resolved.',
  request: { params: accountId },
  response: 'none',
  errors: ['not-found'],
});

export const checkAccount = defineRoute({
  id: 'checkAccount',
  service: 'collector',
  method: 'POST',
  path: '/v1/accounts/:accountId/check',
  permission: 'accounts:write',
  cost: 'expensive',
  summary: 'Tries the credentials now; refuses a role that can be assumed without its ExternalId.',
  request: { params: accountId },
  response: Account,
  status: 200,
  errors: ['not-found', 'role-open-without-external-id', 'role-not-assumable', 'credentials-missing'],
});

export const getAccountOnboarding = defineRoute({
  id: 'getAccountOnboarding',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts/:accountId/onboarding',
  permission: 'accounts:read',
  summary: 'The trust policy, read-only policy, CloudFormation and Terraform for this account.',
  request: { params: accountId },
  response: AccountOnboarding,
  errors: ['not-found'],
});

export const getAccountCoverage = defineRoute({
  id: 'getAccountCoverage',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts/:accountId/coverage',
  permission: 'accounts:read',
  summary: 'The newest known coverage: what could and could not be looked at, and why.',
  request: { params: accountId },
  response: AccountCoverage,
  errors: ['not-found'],
});

export const diagnoseAccount = defineRoute({
  id: 'diagnoseAccount',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts/:accountId/permissions',
  permission: 'accounts:read',
  summary: 'The permission doctor: policies that are blind, the missing actions, and the statement that grants them.',
  request: { params: accountId },
  response: PermissionReport,
  errors: ['not-found'],
});

export const discoverAccounts = defineRoute({
  id: 'discoverAccounts',
  service: 'collector',
  method: 'POST',
  path: '/v1/accounts/:accountId/discover',
  permission: 'accounts:write',
  cost: 'expensive',
  summary: 'Asks AWS Organizations, through this account, which accounts there are.',
  request: { params: accountId },
  response: z.object({ found: z.int(), proposed: z.int(), closed: z.int() }),
  status: 200,
  errors: ['not-found', 'role-not-assumable', 'credentials-missing', 'not-an-organization'],
});

export const listDiscoveredAccounts = defineRoute({
  id: 'listDiscoveredAccounts',
  service: 'collector',
  method: 'GET',
  path: '/v1/discovered-accounts',
  permission: 'accounts:read',
  summary: 'Accounts of the organization: proposed, connected, closed or ignored.',
  request: { query: PageQuery.extend({ state: listOf(DiscoveredAccount.shape.state).optional() }) },
  response: pageOf(DiscoveredAccount),
  errors: ['invalid-cursor'],
});

export const connectDiscoveredAccounts = defineRoute({
  id: 'connectDiscoveredAccounts',
  service: 'collector',
  method: 'POST',
  path: '/v1/discovered-accounts/connect',
  permission: 'accounts:write',
  stepUp: true,
  cost: 'expensive',
  summary: 'Connects discovered accounts; each gets its own ExternalId.',
  request: { body: ConnectDiscovered },
  response: z.object({
    items: z.array(z.object({ id: z.uuid(), accountId: z.uuid().nullable(), problem: z.string().nullable() })),
  }),
  status: 200,
  errors: ['not-found'],
});

export const ignoreDiscoveredAccount = defineRoute({
  id: 'ignoreDiscoveredAccount',
  service: 'collector',
  method: 'POST',
  path: '/v1/discovered-accounts/:discoveredId/ignore',
  permission: 'accounts:write',
  summary: 'No longer proposes an account; a second call proposes it again.',
  request: { params: z.strictObject({ discoveredId: z.uuid() }) },
  response: DiscoveredAccount,
  status: 200,
  errors: ['not-found', 'conflict'],
});

export const getStackSet = defineRoute({
  id: 'getStackSet',
  service: 'collector',
  method: 'GET',
  path: '/v1/stack-set',
  permission: 'accounts:read',
  summary:
    'A CloudFormation StackSet that puts the read role into accounts that wait for it, each with its own ExternalId.',
  request: { query: z.strictObject({ accountId: listOf(z.uuid()).optional() }) },
  response: StackSetArtefact,
});

export const listSchedules = defineRoute({
  id: 'listSchedules',
  service: 'collector',
  method: 'GET',
  path: '/v1/accounts/:accountId/schedules',
  permission: 'accounts:read',
  summary: 'When an account is scanned.',
  request: { params: accountId },
  response: z.object({ items: z.array(Schedule) }),
  errors: ['not-found'],
});

export const addSchedule = defineRoute({
  id: 'addSchedule',
  service: 'collector',
  method: 'POST',
  path: '/v1/accounts/:accountId/schedules',
  permission: 'accounts:write',
  summary: 'Scans an account on a cron schedule.',
  request: { params: accountId, body: ScheduleInput },
  response: Schedule,
  status: 201,
  errors: ['not-found'],
});

export const changeSchedule = defineRoute({
  id: 'changeSchedule',
  service: 'collector',
  method: 'PATCH',
  path: '/v1/schedules/:scheduleId',
  permission: 'accounts:write',
  summary: 'Changes a schedule.',
  request: { params: scheduleId, body: SchedulePatch },
  response: Schedule,
  errors: ['not-found'],
});

export const removeSchedule = defineRoute({
  id: 'removeSchedule',
  service: 'collector',
  method: 'DELETE',
  path: '/v1/schedules/:scheduleId',
  permission: 'accounts:write',
  summary: 'Removes a schedule.',
  request: { params: scheduleId },
  response: 'none',
  errors: ['not-found'],
});

export const previewSchedule = defineRoute({
  id: 'previewSchedule',
  service: 'collector',
  method: 'GET',
  path: '/v1/schedule-preview',
  permission: 'accounts:read',
  summary: 'The next five times of a cron expression.',
  request: { query: z.strictObject({ cron: ScheduleInput.shape.cron, timeZone: TimeZone.default('UTC') }) },
  response: z.object({ next: z.array(Timestamp) }),
});

export const listScans = defineRoute({
  id: 'listScans',
  service: 'collector',
  method: 'GET',
  path: '/v1/scans',
  permission: 'scans:read',
  summary: 'Scans, newest first.',
  request: {
    query: PageQuery.extend({ accountId: z.uuid().optional(), state: listOf(ScanState).optional() }),
  },
  response: pageOf(Scan),
  errors: ['invalid-cursor'],
});

export const startScan = defineRoute({
  id: 'startScan',
  service: 'collector',
  method: 'POST',
  path: '/v1/scans',
  permission: 'scans:run',
  cost: 'expensive',
  summary: 'Scans an account, a part of it, or just some resources, now.',
  request: { body: ScanInput },
  response: Scan,
  status: 202,
  errors: ['not-found', 'scan-running'],
});

export const getScan = defineRoute({
  id: 'getScan',
  service: 'collector',
  method: 'GET',
  path: '/v1/scans/:scanId',
  permission: 'scans:read',
  summary: 'One scan with its units and coverage.',
  request: { params: scanId },
  response: ScanDetail,
  errors: ['not-found'],
});

export const cancelScan = defineRoute({
  id: 'cancelScan',
  service: 'collector',
  method: 'POST',
  path: '/v1/scans/:scanId/cancel',
  permission: 'scans:run',
  summary: 'Cancels a scan that has not ended; it closes no finding.',
  request: { params: scanId },
  response: Scan,
  status: 200,
  errors: ['not-found', 'not-cancellable'],
});

export const resumeScan = defineRoute({
  id: 'resumeScan',
  service: 'collector',
  method: 'POST',
  path: '/v1/scans/:scanId/resume',
  permission: 'scans:run',
  cost: 'expensive',
  summary: 'Goes on with a scan that was cancelled or lost units: what was collected stays, the rest is collected now.',
  request: { params: scanId },
  response: Scan,
  status: 202,
  errors: ['not-found', 'not-resumable', 'scan-running'],
});

export const listResources = defineRoute({
  id: 'listResources',
  service: 'collector',
  method: 'GET',
  path: '/v1/resources',
  permission: 'resources:read',
  summary: 'The inventory.',
  request: {
    query: PageQuery.extend({
      q: ResourceQueryText.optional().describe('kind:aws.s3.bucket tag:env=prod -region:us-east-1 text'),
      accountId: z.uuid().optional(),
      service: listOf(AwsService).optional(),
      region: listOf(z.string().max(40)).optional(),
      kind: listOf(z.string().max(80)).optional(),
      arn: z.string().max(2_048).optional(),
      search: z.string().max(200).optional(),
    }),
  },
  response: pageOf(InventoryResource),
  errors: ['invalid-cursor'],
});

export const getResourceFacets = defineRoute({
  id: 'getResourceFacets',
  service: 'collector',
  method: 'GET',
  path: '/v1/resource-facets',
  permission: 'resources:read',
  summary: 'How many resources there are of each kind, account, region and tag, for menus.',
  request: { query: z.strictObject({ q: ResourceQueryText.optional() }) },
  response: ResourceFacets,
});

export const getResource = defineRoute({
  id: 'getResource',
  service: 'collector',
  method: 'GET',
  path: '/v1/resources/:resourceId',
  permission: 'resources:read',
  summary: 'One resource with its configuration; what could not be read is shown as unknown with its reason.',
  request: { params: z.strictObject({ resourceId: z.uuid() }) },
  response: InventoryResourceDetail,
  errors: ['not-found'],
});

export const listResourceRelations = defineRoute({
  id: 'listResourceRelations',
  service: 'collector',
  method: 'GET',
  path: '/v1/resources/:resourceId/relations',
  permission: 'resources:read',
  summary: 'What a resource has to do with others: which groups protect this instance, who may assume this role.',
  request: { params: z.strictObject({ resourceId: z.uuid() }) },
  response: ResourceRelations,
  errors: ['not-found'],
});

export const listResourceVersions = defineRoute({
  id: 'listResourceVersions',
  service: 'collector',
  method: 'GET',
  path: '/v1/resources/:resourceId/versions',
  permission: 'resources:read',
  summary: 'How a resource changed, newest first.',
  request: { params: z.strictObject({ resourceId: z.uuid() }), query: PageQuery },
  response: pageOf(ResourceVersion),
  errors: ['not-found', 'invalid-cursor'],
});

export const getIamPolicy = defineRoute({
  id: 'getIamPolicy',
  service: 'collector',
  method: 'GET',
  path: '/v1/iam-policy',
  permission: 'accounts:read',
  summary: 'The read-only IAM policy that the collectors need.',
  request: {},
  response: z.object({ Version: z.string(), Statement: z.array(z.unknown()) }),
});
