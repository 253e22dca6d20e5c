import { describe, expect, it } from '@jest/globals';
import { FindingQueryText, findingOpened, type FindingFacts } from '@cspmexa/contracts';
import { writeGathered } from './gathered-mail.js';

const facts: FindingFacts = { ...findingOpened.example, severity: 'critical', awsAccountId: '111122223333' };
const names = new Map([[facts.accountId, 'prod']]);
const render = (
  given: readonly FindingFacts[],
  language: 'en' | 'pt' = 'en',
  { accountNames = names, isDigest = false, rules = ['On call'] } = {},
) =>
  writeGathered(
    { told: given.map((one) => ({ facts: one, reopened: false, rules })), accountNames, isDigest },
    language,
    'https://cspm.example.com/',
  );

describe('an alert mail', () => {
  it.each([
    ['en', '[CSPM][CRITICAL] 1 new finding — account prod (…3333)'],
    ['pt', '[CSPM][CRÍTICO] 1 novo achado — conta prod (…3333)'],
  ] as const)('says the worst first in its subject (%s)', (language, subject) => {
    expect(render([facts], language).subject).toBe(subject);
  });

  it('speaks the language of its reader throughout', () => {
    const mail = render([facts], 'pt');
    expect(mail.text).toContain(facts.title.pt);
    expect(mail.html).toContain(facts.reason.pt);
    expect(mail.html).toContain('lang="pt-BR"');
    expect(mail.text).not.toContain(facts.title.en);
  });

  it('links to each finding, without any token', () => {
    const link = `https://cspm.example.com/findings/${facts.findingId}`;
    const mail = render([facts]);
    expect(mail.text).toContain(link);
    expect(mail.html).toContain(`href="${link}"`);
  });

  it('counts accounts, and lists the worst fifty of many', () => {
    const many = Array.from({ length: 60 }, (_, index): FindingFacts => ({
      ...facts,
      severity: index === 59 ? 'critical' : 'low',
      accountId: index % 2 === 0 ? facts.accountId : '11111111-2222-4333-8444-555566667777',
      resourceArn: `arn:aws:s3:::bucket-${index}`,
    }));
    const { subject, text } = render(many);
    expect(subject).toBe('[CSPM][CRITICAL] 60 new findings — 2 accounts');
    expect(text.indexOf('bucket-59')).toBeLessThan(text.indexOf('bucket-0'));
    expect(text).toContain('and 10 more');
  });

  it.each(['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "' onmouseover='x"])(
    'keeps %s text',
    (name) => {
      const { html } = render([{ ...facts, resourceArn: name, reason: { en: name, pt: name } }], 'en', {
        accountNames: new Map([[facts.accountId, name]]),
        rules: [name],
      });
      expect(html).not.toContain(name);
      expect(html).not.toMatch(/<(script|img)/);
    },
  );

  it.each(['prod\r\nBcc: evil@example.com', 'prod\nX: y', 'prod\u2028Bcc: x'])(
    'lets no name end the subject (%j)',
    (name) => {
      const { subject } = render([facts], 'en', { accountNames: new Map([[facts.accountId, name]]), rules: [name] });
      expect(subject).toMatch(/^[^\r\n\u2028\u2029]+$/);
    },
  );

  it.each([
    ['en', ['On call'], 'because of the alert rule “On call” of your organisation'],
    ['en', ['A', 'B'], 'because of the alert rules “A” and “B” of your organisation'],
    ['en', ['A', 'B', 'C', 'D', 'E'], 'rules “A”, “B”, “C” and 2 more of your'],
    ['pt', ['A', 'B'], 'por causa das regras de alerta “A” e “B” da sua organização'],
    ['en', [], 'because an alert rule of your organisation names your address'],
  ] as const)('says why its reader gets it (%s, %j)', (language, rules, why) => {
    const mail = render([facts], language, { rules: [...rules] });
    expect(mail.text).toContain(why);
    expect(mail.html).toContain(why.replaceAll("'", '&#39;'));
  });

  it('makes no link of the name of a rule', () => {
    expect(render([facts], 'en', { rules: ['https://evil.example/x www.evil.example'] }).text).not.toMatch(
      /https:\/\/evil|www\.evil/,
    );
  });

  it('says until when a finding is due, where it is', () => {
    const due = { ...facts, dueAt: '2026-12-03T23:30:00Z' };
    expect(render([due], 'en').text).toContain('Due by 3 December 2026');
    expect(render([due], 'pt').html).toContain('Prazo: 3 de dezembro de 2026');
    expect(render([facts], 'en').text).not.toContain('Due');
  });
});

describe('a digest', () => {
  const other = '11111111-2222-4333-8444-555566667777';
  const many = (count: number, more: Partial<FindingFacts>): FindingFacts[] =>
    Array.from({ length: count }, (_, index) => ({
      ...facts,
      resourceName: `bucket-${String(index).padStart(3, '0')}`,
      resourceArn: `arn:aws:s3:::bucket-${String(index).padStart(3, '0')}`,
      ...more,
    }));
  const digest = (given: readonly FindingFacts[], language: 'en' | 'pt' = 'en') =>
    render(given, language, { isDigest: true });

  it('groups by policy and account, counts, and tells the worst and the most first', () => {
    const { text } = digest([
      ...many(2, { severity: 'low' }),
      ...many(5, { severity: 'high', policyId: 'aws-b' }),
      ...many(7, { severity: 'high', policyId: 'aws-b', accountId: other, awsAccountId: '999900001111' }),
      ...many(1, { severity: 'critical', policyId: 'aws-c' }),
    ]);
    expect([...text.matchAll(/\[([A-Z]+ · \d+ findings?)\]/g)].map(([, label]) => label)).toEqual([
      'CRITICAL · 1 finding',
      'HIGH · 7 findings',
      'HIGH · 5 findings',
      'LOW · 2 findings',
    ]);
    expect(text).toContain('1 critical · 12 high · 2 low');
    expect(text).toContain('bucket-000, bucket-001, bucket-002, and 4 more');
  });

  it('links each group to its findings, and all to a query that the query bar understands', () => {
    const { text, html } = digest([...many(2, {}), ...many(2, { accountId: other, awsAccountId: '999900001111' })]);
    const queries = [...text.matchAll(/findings\?q=(\S+)/g)].map(([, q]) => decodeURIComponent(q ?? ''));
    expect(queries).toEqual([
      'is:open severity:critical account:111122223333 policy:aws-s3-bucket-denies-http',
      'is:open severity:critical account:999900001111 policy:aws-s3-bucket-denies-http',
      'is:open severity:critical account:111122223333,999900001111 policy:aws-s3-bucket-denies-http',
    ]);
    for (const query of queries) {
      expect(FindingQueryText.safeParse(query).success).toBe(true);
      expect(html).toContain(`findings?q=${encodeURIComponent(query)}`);
    }
  });

  it('lists fifty groups, says how many findings it leaves out, and links to them with a query that is short enough', () => {
    const given = Array.from({ length: 80 }, (_, index) =>
      many(2, { policyId: `aws-policy-with-a-rather-long-name-${String(index).padStart(2, '0')}` }),
    ).flat();
    for (const [language, rest] of [
      ['en', 'and 60 more'],
      ['pt', 'e mais 60'],
    ] as const) {
      const { text } = digest(given, language);
      expect(text.match(/ · 2 /g)).toHaveLength(50);
      expect(text).toContain(`\n${rest}\n`);
      const all = decodeURIComponent(/findings\?q=(\S+)\s*\n\n[^\n]+$/.exec(text)?.[1] ?? '');
      expect(all).toBe('is:open severity:critical account:111122223333');
    }
  });

  it('keeps hostile names text', () => {
    const name = '"><script>alert(1)</script>';
    const { html, subject } = digest(
      many(4, { resourceName: name, title: { en: name, pt: name }, policyId: name }),
      'pt',
    );
    expect(html).not.toMatch(/<script/);
    expect(subject).toMatch(/^\[CSPM\]\[CRÍTICO\] 4 novos achados/);
  });
});
