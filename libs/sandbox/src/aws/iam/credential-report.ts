/** The credential report: a CSV of every user's passwords, keys, MFA and certificates. */
import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam';
import type { CallContext, Handlers } from '../context.js';
import { AwsError } from '../errors.js';
import type { AccessKeyRecord, IamState, RootRecord, UserRecord } from './state.js';

const COLUMNS =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,' +
  'mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,' +
  'access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,' +
  'access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,' +
  'cert_1_last_rotated,cert_2_active,cert_2_last_rotated,additional_credentials_info';

const NONE = 'N/A';
const FOUR_HOURS_MS = 4 * 3_600_000;
const DAY_MS = 86_400_000;

const instant = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, '+00:00');

function keyCells(key: AccessKeyRecord | undefined): string[] {
  if (key === undefined) return ['false', NONE, NONE, NONE, NONE];
  const used = key.lastUsed;
  const usage = used === undefined ? [NONE, NONE, NONE] : [instant(used.at), used.region, used.service];
  return [String(key.status === 'Active'), instant(key.createdAt), ...usage];
}

function passwordCells({ loginProfile }: UserRecord, iam: IamState): string[] {
  if (loginProfile === undefined) return ['false', NONE, NONE, NONE];
  const maxAge = iam.passwordPolicy?.MaxPasswordAge;
  const next = maxAge === undefined ? NONE : instant(new Date(loginProfile.changedAt.getTime() + maxAge * DAY_MS));
  const used = loginProfile.lastUsedAt;
  return ['true', used === undefined ? 'no_information' : instant(used), instant(loginProfile.changedAt), next];
}

function certificateCells(user: UserRecord): string[] {
  return [0, 1].flatMap((index) => {
    const certificate = user.certificates[index];
    if (certificate === undefined) return ['false', NONE];
    return [String(certificate.status === 'Active'), instant(certificate.uploadedAt)];
  });
}

function rootRow(accountId: string, root: RootRecord): string {
  const used = root.passwordLastUsedAt;
  return [
    '<root_account>',
    `arn:aws:iam::${accountId}:root`,
    instant(root.createdAt),
    'not_supported',
    used === undefined ? 'no_information' : instant(used),
    'not_supported',
    'not_supported',
    String(root.mfa.length > 0),
    ...keyCells(root.accessKeys[0]),
    ...keyCells(root.accessKeys[1]),
    ...['false', NONE, 'false', NONE, NONE],
  ].join(',');
}

function userRow(user: UserRecord, iam: IamState): string {
  return [
    user.name,
    user.arn,
    instant(user.createdAt),
    ...passwordCells(user, iam),
    String(user.mfa.length > 0),
    ...keyCells(user.accessKeys[0]),
    ...keyCells(user.accessKeys[1]),
    ...certificateCells(user),
    NONE,
  ].join(',');
}

/** The whole report as CSV, the root user first. */
export function credentialReportCsv(accountId: string, iam: IamState): string {
  const users = [...iam.users.values()].map((user) => userRow(user, iam));
  return [COLUMNS, rootRow(accountId, iam.root), ...users].join('\n');
}

/** Starts a report, or says how far the one under way is; a report younger than four hours is complete at once. */
function generate(call: CallContext): GenerateCredentialReportResponse {
  const { iam, settings } = call.account;
  const open = iam.credentialReport;
  if (open !== null && open.pollsLeft > 0) return { State: 'INPROGRESS' };
  if (
    open !== null &&
    call.now.getTime() - open.startedAt.getTime() < FOUR_HOURS_MS &&
    !settings.freshCredentialReport
  ) {
    return { State: 'COMPLETE' };
  }
  const content = credentialReportCsv(call.account.id, iam);
  iam.credentialReport = { startedAt: call.now, pollsLeft: settings.credentialReportPolls, content };
  const Description = 'No report exists. Starting a new report generation task';
  return { State: 'STARTED', ...(open === null ? { Description } : {}) };
}

function read(call: CallContext): GetCredentialReportResponse {
  const report = call.account.iam.credentialReport;
  if (report === null) {
    const message = 'Report is not present: the credential report does not exist.';
    throw new AwsError('ReportNotPresent', message, 410);
  }
  if (report.pollsLeft > 0) {
    report.pollsLeft -= 1;
    throw new AwsError('ReportInProgress', 'Credential report is still being generated.', 404);
  }
  if (call.now.getTime() - report.startedAt.getTime() >= FOUR_HOURS_MS) {
    throw new AwsError('ReportExpired', 'The credential report has expired.', 410);
  }
  return { Content: Buffer.from(report.content), ReportFormat: 'text/csv', GeneratedTime: report.startedAt };
}

/** Operations of the credential report. */
export const credentialReportHandlers: Handlers = { GenerateCredentialReport: generate, GetCredentialReport: read };
