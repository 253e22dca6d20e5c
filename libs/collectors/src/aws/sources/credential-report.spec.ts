import { describe, expect, it } from '@jest/globals';
import { recordingsOf } from '../../../test/recordings.js';
import { replay, type Answer } from '../../../test/replay.js';
import { iamAnswer, iamErrorOf } from '../../../test/xml.js';
import { iamAccount } from '../iam-account.js';
import { iamUser } from '../iam-user.js';
import { credentialsIn } from './credential-report.js';
import { readCsv } from './csv.js';

const account = recordingsOf('iam-account');
const state = (value: string) => iamAnswer('GenerateCredentialReport', `<State>${value}</State>`);
const table = (csv: string, generated = '2026-01-12T00:00:00Z') =>
  iamAnswer(
    'GetCredentialReport',
    `<Content>${Buffer.from(csv).toString('base64')}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>${generated}</GeneratedTime>`,
  );

type Given = { status: number; body: string } | undefined;

/** Answers in turn, the last one again and again; undefined is the recorded one. */
function inTurn(answers: Readonly<Record<string, readonly Given[]>>): Answer {
  const asked = new Map<string, number>();
  return (operation) => {
    const turn = asked.get(operation) ?? 0;
    asked.set(operation, turn + 1);
    const all = answers[operation] ?? [undefined];
    return all[Math.min(turn, all.length - 1)];
  };
}

const rootOf = (answer: Answer) => replay(iamAccount, account, { answer, facets: ['rootCredentials'] });

describe('the credential report', () => {
  it.each<[string, Record<string, readonly Given[]>, string[]]>([
    ['is read at once when it is made', {}, ['GenerateCredentialReport', 'GetCredentialReport']],
    [
      'is waited for while AWS makes it',
      {
        GenerateCredentialReport: [state('STARTED')],
        GetCredentialReport: [iamErrorOf('ReportInProgress', 404), undefined],
      },
      ['GenerateCredentialReport', 'GetCredentialReport', 'GetCredentialReport'],
    ],
    [
      'is asked for again when it expired',
      { GetCredentialReport: [iamErrorOf('ReportExpired', 410), undefined] },
      ['GenerateCredentialReport', 'GetCredentialReport', 'GenerateCredentialReport', 'GetCredentialReport'],
    ],
    [
      'is asked for again when it is gone',
      { GetCredentialReport: [iamErrorOf('ReportNotPresent', 410), undefined] },
      ['GenerateCredentialReport', 'GetCredentialReport', 'GenerateCredentialReport', 'GetCredentialReport'],
    ],
    [
      'is read by those who may not ask for it',
      { GenerateCredentialReport: [iamErrorOf('AccessDenied', 403)] },
      ['GenerateCredentialReport', 'GetCredentialReport'],
    ],
  ])('%s', async (_title, answers, calls) => {
    const { asked, resources } = await rootOf(inTurn(answers));
    expect(asked).toEqual(calls);
    expect(resources[0]?.facets).toMatchObject({ rootCredentials: { known: true, value: { mfaActive: true } } });
  });

  it('does not count the waiting as a hole', async () => {
    const { coverage } = await rootOf(
      inTurn({ GetCredentialReport: [iamErrorOf('ReportNotPresent', 410), undefined] }),
    );
    expect(coverage.holes()).toEqual([]);
  });

  it('that nobody may read is unknown for that reason', async () => {
    const { resources } = await rootOf(inTurn({ GetCredentialReport: [iamErrorOf('AccessDenied', 403)] }));
    expect(resources[0]?.facets).toMatchObject({
      rootCredentials: { known: false, reason: 'denied', action: 'iam:GetCredentialReport' },
    });
  });

  it.each([
    ['where its row is missing', 'user,arn\nmaria,arn:x'],
    ['in a header alone', 'user,arn'],
    ['in a header alone with the end of its line', '\uFEFFuser,arn\r\n'],
  ])('has no root user %s', async (_title, csv) => {
    const { resources } = await rootOf(inTurn({ GetCredentialReport: [table(csv)] }));
    expect(resources[0]?.facets).toMatchObject({ rootCredentials: { known: true, value: null } });
  });

  it.each([
    ['an empty one', ''],
    ['a page of a proxy', '<html><body>Sign in, please</body></html>'],
    ['one without the column of names', 'arn,mfa_active\nx,true'],
    ['a header without the column of names', 'arn,mfa_active'],
  ])('refuses %s', async (_title, csv) => {
    const { resources } = await rootOf(inTurn({ GetCredentialReport: [table(csv)] }));
    expect(resources[0]?.facets).toMatchObject({ rootCredentials: { known: false, reason: 'malformed' } });
  });

  it('that ends in the middle leaves the users that it lacks unknown, not without credentials', async () => {
    const { resources } = await replay(iamUser, recordingsOf('iam-user'), {
      answer: inTurn({ GetCredentialReport: [table('user,arn\n<root_account>,arn:x')] }),
      facets: ['credentials'],
    });
    expect(resources.map(({ name, facets }) => [name, facets])).toEqual([
      ['maria', { credentials: expect.objectContaining({ known: false, reason: 'malformed' }) }],
      // Younger than the report.
      ['robot', { credentials: { known: true, value: null } }],
    ]);
  });
});

describe('a row of the report', () => {
  const row = (values: Record<string, string>) => new Map(Object.entries(values));

  it.each(['N/A', 'no_information', 'not_supported', 'not_applicable'])('says nothing with %s', (nothing) => {
    const { passwordEnabled, passwordLastUsed } = credentialsIn(
      row({ password_enabled: nothing, password_last_used: nothing }),
    );
    expect([passwordEnabled, passwordLastUsed]).toEqual([null, null]);
  });

  it('is silent about columns that it lacks, rather than saying no', () => {
    const { mfaActive, accessKeys } = credentialsIn(row({}));
    expect(mfaActive).toBeUndefined();
    expect(accessKeys.map(({ active }) => active)).toEqual([undefined, undefined]);
  });

  it('reads flags in any spelling and nothing else', () => {
    expect(
      ['TRUE', 'true', 'False', 'yes', ''].map((mfa) => credentialsIn(row({ mfa_active: mfa })).mfaActive),
    ).toEqual([true, true, false, undefined, undefined]);
  });
});

describe('reading CSV', () => {
  const rowsOf = (text: string) => readCsv(text).map((row) => Object.fromEntries(row));

  it.each<[string, string, Record<string, string>[]]>([
    [
      'plain rows',
      'a,b\n1,2\n3,4',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['quotes around commas, quotes and line breaks', 'a,b\n"1,""x""","2\n3"', [{ a: '1,"x"', b: '2\n3' }]],
    ['line ends of Windows and a mark of byte order', '\uFEFFa,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
    [
      'empty fields and empty lines',
      'a,b\n,\n\n1,',
      [
        { a: '', b: '' },
        { a: '1', b: '' },
      ],
    ],
    ['rows that are too short or too long', 'a,b\n1\n1,2,3', [{ a: '1' }, { a: '1', b: '2', '': '3' }]],
    ['nothing', '', []],
  ])('understands %s', (_title, text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });

  it('does not take long over a quote that never ends', () => {
    const started = performance.now();
    readCsv(`a,b\n"${'x,'.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
