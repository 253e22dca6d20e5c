/**
 * IAM's credential report: passwords, access keys and MFA of every user and of the root user, in one table that AWS
 * first has to make.
 */
import { GenerateCredentialReportCommand, GetCredentialReportCommand } from '@aws-sdk/client-iam';
import { CallFailure, defineSource, malformed, type Aws, type Source } from '@cspmexa/collector-kit';
import { unknown } from '@cspmexa/resources';
import { columnsOf, readCsv } from './csv.js';

/** The report: its rows by user name, and when AWS made it. */
export interface CredentialReport {
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly generatedAt: Date | undefined;
}

const generateAction = 'iam:GenerateCredentialReport';
const getAction = 'iam:GetCredentialReport';
/** AWS's ways to say that it has no report now: still at it, or not asked to make one. */
const inProgress = 'ReportInProgress';
const notThere = [inProgress, 'ReportNotPresent', 'ReportExpired'];
/** Milliseconds between two looks, about 20 seconds in all. */
const usualWaits: readonly number[] = [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000];

/** A source of the report that looks again after each of these waits. */
export const credentialReportAfter = (waits: readonly number[]): Source<CredentialReport> =>
  defineSource({
    actions: [getAction, generateAction],
    load: async (aws) => {
      if (!(await generate(aws))) await aws.wait(generateAction, waits[0] ?? 0);
      for (const wait of waits) {
        const answer = await readReport(aws);
        if (typeof answer !== 'string') return answer;
        if (answer === inProgress || !(await generate(aws))) await aws.wait(generateAction, wait);
      }
      throw new CallFailure(
        unknown('timed-out', generateAction, 'AWS did not finish the credential report in time.'),
        'Unfinished',
      );
    },
  });

export const credentialReport = credentialReportAfter(usualWaits);

/** Asks AWS to make the report, and whether it is made. Who may not ask may still read a report that is there. */
async function generate(aws: Aws): Promise<boolean> {
  try {
    const { State } = await aws.call(generateAction, (options) =>
      aws.clients.iam().send(new GenerateCredentialReportCommand({}), options),
    );
    if (State === undefined || !['STARTED', 'INPROGRESS', 'COMPLETE'].includes(State))
      throw malformed(generateAction, 'The answer does not say whether the report is made.');
    return State === 'COMPLETE';
  } catch (thrown) {
    if (thrown instanceof CallFailure && thrown.unknown.reason === 'denied') return true;
    throw thrown;
  }
}

/** The report, or AWS's word for why it has none. */
async function readReport(aws: Aws): Promise<CredentialReport | string> {
  try {
    const { Content, GeneratedTime } = await aws
      .expecting(notThere)
      .call(getAction, (options) => aws.clients.iam().send(new GetCredentialReportCommand({}), options));
    if (!(Content instanceof Uint8Array)) throw malformed(getAction, 'The answer has no report.');
    const text = Buffer.from(Content).toString('utf8');
    const byUser = new Map(readCsv(text).map((row) => [row.get('user') ?? '', row]));
    // A header alone is the report of an account without users.
    if (byUser.has('') || !columnsOf(text).includes('user'))
      throw malformed(getAction, 'The report is not the table that it should be.');
    return { rows: byUser, generatedAt: GeneratedTime };
  } catch (thrown) {
    if (thrown instanceof CallFailure && notThere.includes(thrown.code)) return thrown.code;
    throw thrown;
  }
}

const nothing = new Set(['N/A', 'no_information', 'not_supported', 'not_applicable']);

/** Null for AWS's words for nothing; undefined, which the schema refuses, for a column that is not there. */
const textIn = (row: ReadonlyMap<string, string>, column: string): string | null | undefined => {
  const text = row.get(column);
  return text !== undefined && nothing.has(text) ? null : text;
};

const flagIn = (row: ReadonlyMap<string, string>, column: string): boolean | null | undefined => {
  const text = textIn(row, column)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : textIn(row, column) === null ? null : undefined;
};

/** As ISO text; what is no date stays as it is, and the schema refuses it. */
const dateIn = (row: ReadonlyMap<string, string>, column: string): string | null | undefined => {
  const text = textIn(row, column);
  const date = new Date(text ?? '');
  return text && !Number.isNaN(date.getTime()) ? date.toISOString() : text;
};

function accessKeyIn(row: ReadonlyMap<string, string>, slot: string) {
  return {
    slot,
    active: flagIn(row, `${slot}_active`) ?? undefined,
    lastRotated: dateIn(row, `${slot}_last_rotated`),
    lastUsed: dateIn(row, `${slot}_last_used_date`),
    lastUsedService: textIn(row, `${slot}_last_used_service`),
    lastUsedRegion: textIn(row, `${slot}_last_used_region`),
  };
}

function certificateIn(row: ReadonlyMap<string, string>, slot: string) {
  return { slot, active: flagIn(row, `${slot}_active`) ?? undefined, rotated: dateIn(row, `${slot}_last_rotated`) };
}

/** What the report says of one user, shaped as the Credentials of resources. A slot without a key is left out. */
export function credentialsIn(row: ReadonlyMap<string, string>) {
  const certificates = ['cert_1', 'cert_2'].map((slot) => certificateIn(row, slot));
  return {
    createdAt: dateIn(row, 'user_creation_time'),
    passwordEnabled: flagIn(row, 'password_enabled'),
    passwordLastUsed: dateIn(row, 'password_last_used'),
    passwordLastChanged: dateIn(row, 'password_last_changed'),
    mfaActive: flagIn(row, 'mfa_active'),
    accessKeys: ['access_key_1', 'access_key_2']
      .map((slot) => accessKeyIn(row, slot))
      .filter(({ active, lastRotated }) => active !== false || lastRotated !== null),
    certificates: certificates
      .filter(({ active, rotated }) => active !== false || rotated !== null)
      .map(({ slot, active }) => ({ slot, active })),
  };
}
