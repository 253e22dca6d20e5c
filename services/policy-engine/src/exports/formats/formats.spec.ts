/** Every format, read back by what its readers would use. */
import { Finding, Severity } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { JSDOM } from 'jsdom';
import { SecurityFinding } from '../../../test/formats/asff-schema.js';
import { OcsfComplianceFinding } from '../../../test/formats/ocsf-schema.js';
import { readPdf } from '../../../test/formats/pdf-text.js';
import {
  exportedSample,
  hostile,
  sampleCompliance,
  sampleFinding,
  sampleReport,
  uuid,
  written,
} from '../../../test/formats/sample-report.js';
import { SarifLog } from '../../../test/formats/sarif-schema.js';
import { parseCsv } from '../../../test/parse-csv.js';
import type { ExportedFinding } from '../exported-finding.js';
import type { FindingReport } from '../report.js';
import { findingsAsff } from './asff.js';
import { complianceCsv, findingsCsv } from './csv.js';
import { complianceHtml, findingsHtml } from './html.js';
import { complianceJson, findingsJson, findingsNdjson } from './json.js';
import { findingsOcsf } from './ocsf.js';
import { compliancePdf, findingsPdf } from './pdf.js';
import { findingsSarif } from './sarif.js';

const textOf = async (write: (report: FindingReport) => AsyncIterable<string | Buffer>, report: FindingReport) =>
  (await written(write(report))).toString('utf8');
const jsonOf = async (...given: Parameters<typeof textOf>): Promise<unknown> => JSON.parse(await textOf(...given));

const exception = {
  reason: 'Moved in May.',
  ticket: 'SEC-1',
  owner: 'rui@example.com',
  approver: 'ana@example.com',
  until: '2026-09-01T00:00:00.000Z',
  createdAt: '2026-03-02T12:00:00.000Z',
};
const resolvedAt = '2026-03-02T12:00:00.000Z';

/** One finding of each kind of life, with what formats have to make of it. */
const lives = {
  new: sampleFinding({ changedAt: '2026-03-01T12:00:00.000Z' }),
  assigned: sampleFinding({ assignee: 'rui@example.com', dueAt: '2026-03-09T12:00:00.000Z' }),
  excepted: sampleFinding({ status: 'excepted', exception }),
  fixed: sampleFinding({ status: 'resolved', resolution: 'fixed', resolvedAt }),
  gone: sampleFinding({ status: 'resolved', resolution: 'resource-deleted', resolvedAt }),
  off: sampleFinding({ status: 'resolved', resolution: 'policy-off', resolvedAt }),
  global: sampleFinding({
    region: 'global',
    resourceKind: 'aws.iam.user',
    resourceArn: 'arn:aws-us-gov:iam::111122223333:user/x',
  }),
  other: sampleFinding({ resourceKind: 'aws.future.thing', resourceName: null, discriminator: 'ssh' }),
};
const ofLives = (): ExportedFinding[] => Object.values(lives).map((finding) => exportedSample(finding));

/** A finding for each hostile text, which is everywhere that people and clouds put texts. */
const ofHostile = (): ExportedFinding[] =>
  hostile.map((text, n) =>
    exportedSample(
      sampleFinding({
        id: uuid(n),
        policyId: `policy-${n}`,
        title: { en: text, pt: text },
        reason: { en: text, pt: text },
        resourceName: text,
        resourceArn: `arn:aws:s3:::${text}`,
        status: 'excepted',
        exception: { ...exception, reason: text },
      }),
      { accountName: text, why: { en: text, pt: text } },
    ),
  );

describe('CSV', () => {
  it('has a header, a line for each finding, and times in the zone with its offset', async () => {
    const [head = [], ...rows] = parseCsv(await textOf(findingsCsv, sampleReport(ofLives())));
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    expect(rows).toHaveLength(Object.keys(lives).length);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head.length]));
    expect(column('opened_at')[0]).toBe('2026-03-01T09:00:00-03:00');
    expect(column('due_at').slice(0, 2)).toEqual(['', '2026-03-09T09:00:00-03:00']);
    expect(column('exception_reason')[2]).toBe('Moved in May.');
    expect(column('resolution').slice(3, 6)).toEqual(['fixed', 'resource-deleted', 'policy-off']);
  });

  it('runs nothing and loses nothing (X01)', async () => {
    const [head = [], ...rows] = parseCsv(await textOf(findingsCsv, sampleReport(ofHostile())));
    for (const name of ['title', 'reason', 'resource_name', 'account_name', 'exception_reason'])
      expect(rows.map((row) => row[head.indexOf(name)])).toEqual(
        hostile.map((text) =>
          // Also after what another language of a spreadsheet parts cells by.
          (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replace(/([;\t\r\n])(?=[=+\-@＝＋－＠])/g, "$1'"),
        ),
      );
    for (const cell of rows.flat()) expect(cell).not.toMatch(/(?:^|[;\t\r\n])[=+\-@＝＋－＠]|^[\t\r\n]/);
  });

  it('of a framework has a line for each control', async () => {
    const rows = parseCsv((await written(complianceCsv(sampleCompliance('=1+1', '@x')))).toString());
    expect(rows.map((row) => [row[1], row[3], row[4], row[10], row[14]])).toEqual([
      ['account', 'section_title', 'number', 'status', 'fail'],
      [`'@x`, `'=1+1`, '1.1', 'failed', '1'],
      [`'@x`, `'=1+1`, '1.2', 'passed', '1'],
    ]);
  });
});

describe('JSON', () => {
  it('is what the API tells, whatever is in it', async () => {
    const findings = [...ofLives(), ...ofHostile()];
    const told = findings.map(({ finding }) => finding);
    expect(Finding.array().parse(await jsonOf(findingsJson, sampleReport(findings)))).toEqual(told);
    const lines = (await textOf(findingsNdjson, sampleReport(findings))).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(told);
  });

  it('of nothing is an empty list', async () => {
    for (const write of [findingsJson, findingsOcsf, findingsAsff])
      expect(await jsonOf(write, sampleReport([]))).toEqual([]);
    expect(await textOf(findingsNdjson, sampleReport([]))).toBe('');
    const report = sampleCompliance('x');
    expect(JSON.parse((await written(complianceJson(report))).toString())).toEqual(report.framework);
  });
});

describe('OCSF (E13)', () => {
  it('is valid against the schema, whatever is in it', async () => {
    const events = await jsonOf(findingsOcsf, sampleReport([...ofLives(), ...ofHostile()]));
    expect(OcsfComplianceFinding.array().parse(events)).toHaveLength(Object.keys(lives).length + hostile.length);
  });

  it.each([
    ['new', [1, 'New', 3, 'Fail']],
    ['assigned', [2, 'In Progress', 3, 'Fail']],
    ['excepted', [2, 'Suppressed', 3, 'Fail']],
    ['fixed', [3, 'Resolved', 1, 'Pass']],
    ['gone', [3, 'Resolved', 99, 'resource-deleted']],
  ] as const)('says of a finding that is %s what became of it', async (life, said) => {
    const [event] = OcsfComplianceFinding.array().parse(
      await jsonOf(findingsOcsf, sampleReport([exportedSample(lives[life])])),
    );
    expect([event?.activity_id, event?.status, event?.compliance.status_id, event?.compliance.status]).toEqual(said);
  });
});

describe('ASFF (E13)', () => {
  it('is what Security Hub takes, whatever is in it', async () => {
    const long = sampleFinding({ resourceArn: `arn:aws:s3:::${'y'.repeat(2_000)}`, discriminator: 'z'.repeat(4_000) });
    const findings = [...ofLives(), ...ofHostile(), exportedSample(long)];
    expect(SecurityFinding.array().parse(await jsonOf(findingsAsff, sampleReport(findings)))).toHaveLength(
      findings.length,
    );
  });

  it.each([
    ['new', ['NEW', 'FAILED', 'ACTIVE']],
    ['assigned', ['NOTIFIED', 'FAILED', 'ACTIVE']],
    ['excepted', ['SUPPRESSED', 'FAILED', 'ACTIVE']],
    ['fixed', ['RESOLVED', 'PASSED', 'ACTIVE']],
    ['gone', ['RESOLVED', 'NOT_AVAILABLE', 'ARCHIVED']],
    ['off', ['RESOLVED', 'NOT_AVAILABLE', 'ARCHIVED']],
  ] as const)('maps a finding that is %s', async (life, mapped) => {
    const [finding] = SecurityFinding.array().parse(
      await jsonOf(findingsAsff, sampleReport([exportedSample(lives[life])])),
    );
    expect([finding?.Workflow.Status, finding?.Compliance.Status, finding?.RecordState]).toEqual(mapped);
  });

  it('puts what is global where the partition has its home', async () => {
    const [finding] = SecurityFinding.array().parse(
      await jsonOf(findingsAsff, sampleReport([exportedSample(lives.global)])),
    );
    expect(finding?.ProductArn).toBe(
      'arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default',
    );
    expect(finding?.Resources[0]).toMatchObject({
      Type: 'AwsIamUser',
      Partition: 'aws-us-gov',
      Region: 'us-gov-west-1',
    });
  });
});

describe('SARIF (E13)', () => {
  it('is valid against the specification, whatever is in it, with one rule for each policy', async () => {
    const findings = [...ofLives(), ...ofHostile()];
    const log = SarifLog.parse(await jsonOf(findingsSarif, sampleReport(findings)));
    expect(log.runs[0]?.results).toHaveLength(findings.length);
    expect(log.runs[0]?.tool.driver.rules).toHaveLength(hostile.length + 1);
  });

  it('of nothing is a run without results', async () => {
    expect(SarifLog.parse(await jsonOf(findingsSarif, sampleReport([]))).runs[0]?.results).toEqual([]);
  });

  it('tells what is accepted and what is no longer there', async () => {
    const [run] = SarifLog.parse(await jsonOf(findingsSarif, sampleReport(ofLives()))).runs;
    expect(run?.results.map(({ suppressions, baselineState }) => [suppressions.length, baselineState])).toEqual([
      ...[
        [0, undefined],
        [0, undefined],
        [1, undefined],
        [0, 'absent'],
        [0, 'absent'],
        [0, 'absent'],
      ],
      ...[
        [0, undefined],
        [0, undefined],
      ],
    ]);
  });
});

describe('HTML', () => {
  const parsed = async (report: FindingReport) => {
    const dom = new JSDOM(await textOf(findingsHtml, report), { runScripts: 'dangerously' });
    return dom.window;
  };

  it('runs nothing, loads nothing and loses nothing (X02)', async () => {
    const window = await parsed(sampleReport(ofHostile(), { q: hostile[0] ?? '' }));
    const { document } = window;
    const elements = new Set([...document.querySelectorAll('*')].map(({ localName }) => localName));
    for (const name of ['script', 'img', 'svg', 'iframe', 'a', 'link', 'object', 'form'])
      expect(elements).not.toContain(name);
    for (const element of document.querySelectorAll('*'))
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on|^src$|^href$|^style$/);
    const cells = [...document.querySelectorAll('tbody td:nth-child(3) b')].map(({ textContent }) => textContent);
    // A reader takes CR LF for LF.
    expect(cells).toEqual(hostile.map((text) => text.replace(/\r\n/g, '\n')));
    expect(document.querySelector('.facts')?.textContent).toContain(hostile[0]);
    expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain(`default-src 'none'`);
    window.close();
  });

  it.each([
    ['en', 'en', 'Findings', 'Critical'],
    ['pt', 'pt-BR', 'Achados', 'Crítica'],
  ] as const)('speaks %s', async (language, lang, title, critical) => {
    const { document } = await parsed(
      sampleReport([exportedSample(sampleFinding({ severity: 'critical' }))], { language }),
    );
    expect(document.documentElement.lang).toBe(lang);
    expect(document.title).toBe(`${title} – CSPMEXA`);
    expect(document.querySelector('tbody td')?.textContent).toBe(critical);
    expect(document.querySelectorAll('.counts li')).toHaveLength(Severity.options.length);
  });

  it('says how many findings it does not show, and when there are none', async () => {
    const cut = await parsed(sampleReport(ofLives(), { total: 25_000 }));
    expect(cut.document.querySelector('.notice')?.textContent).toContain('first 8 of 25,000 findings');
    const none = await parsed(sampleReport([]));
    expect(none.document.querySelector('.notice')?.textContent).toBe('The query finds nothing.');
    expect(none.document.querySelector('table')).toBeNull();
  });

  it('of a framework has a table for each section', async () => {
    const text = (await written(complianceHtml(sampleCompliance('<b>x</b>')))).toString();
    const { document } = new JSDOM(text).window;
    expect(document.querySelector('h2')?.textContent).toBe('1 <b>x</b> (50%)');
    expect(document.querySelectorAll('tbody tr')).toHaveLength(2);
  });
});

describe('PDF', () => {
  const read = async (report: FindingReport) => readPdf(await written(findingsPdf(report, { compress: false })));
  /** Without the places where lines were broken. */
  const dense = (text: string): string => text.replace(/\s+/g, '');

  it('has the title page, the table, numbers of pages, and names in other scripts', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      exportedSample(sampleFinding({ id: uuid(n), resourceName: `bucket ${n}` })),
    );
    const { pages } = await read(sampleReport(many, { language: 'pt', q: 'severity:critical conta:"ação"' }));
    const [first = ''] = pages;
    expect(pages.length).toBeGreaterThan(3);
    expect(first).toContain('Achados');
    expect(first).toContain('Consulta: severity:critical conta:"ação"');
    expect(first).toContain('Gerado em: 2 de março de 2026 às 23:30 (America/Sao_Paulo)');
    expect(first).toContain('Por: ana@example.com');
    expect(first).toContain('Buckets S3 recusam requisições sem criptografia');
    pages.forEach((page, index) => expect(page).toContain(`Página ${index + 1}\n`));
    const all = pages.join('');
    for (let n = 0; n < 60; n += 1) expect(all).toContain(`bucket ${n}\n`);
  });

  it('loses no text that it has letters for, shows where others were, and never breaks (X02)', async () => {
    const { pages, structure } = await read(sampleReport(ofHostile()));
    const all = dense(pages.join(''));
    for (const text of hostile) {
      // Letters that no part of the font has, each as one replacement; and one that is written before the letter that it follows.
      const shown = dense(text)
        .replace(/\p{C}|\p{Script=Han}|\p{Script=Arabic}|\p{Emoji_Presentation}|[＝]/gu, '\uFFFD')
        .replace('हि', 'िह');
      expect(all).toContain(shown);
    }
    expect(structure).not.toMatch(/\/JavaScript|\/OpenAction|\/Launch|\/URI/);
  });

  it('is tagged, and says its title and language', async () => {
    const { structure } = await read(sampleReport(ofLives(), { language: 'pt' }));
    for (const part of [
      '/StructTreeRoot',
      '/Marked true',
      '/DisplayDocTitle true',
      '/Lang (pt-BR)',
      '/S /Table',
      '/S /TH',
      '/S /TD',
      '/S /H1',
    ])
      expect(structure).toContain(part);
  });

  it('takes what is longer than a page over to the next one', async () => {
    const long = exportedSample(sampleFinding({ reason: { en: 'word '.repeat(6_000), pt: '' } }));
    const { pages } = await read(sampleReport([long]));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.join('').match(/word/g)).toHaveLength(6_000);
  });

  it('says how many findings it does not show', async () => {
    expect((await read(sampleReport(ofLives(), { total: 25_000 }))).pages[0]).toContain('first 8 of 25,000 findings');
  });

  it('of a framework has its sections and controls', async () => {
    const { pages } = readPdf(await written(compliancePdf(sampleCompliance('Título'), { compress: false })));
    const all = pages.join('');
    for (const text of ['1 Título (50%)', '1.1 Título', 'Failed', 'attested', '3 pass, 1 fail, 2 unknown'])
      expect(dense(all)).toContain(dense(text));
  });
});
