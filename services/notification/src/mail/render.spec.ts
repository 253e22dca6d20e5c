import { describe, expect, it } from '@jest/globals';
import { findingOpened, type FindingFacts } from '@cspmexa/contracts';
import { renderMail } from './render.js';

const facts: FindingFacts = { ...findingOpened.example, severity: 'critical', awsAccountId: '111122223333' };
const names = new Map([[facts.accountId, 'prod']]);
const render = (given: readonly FindingFacts[], language: 'en' | 'pt' = 'en', accountNames = names) =>
  renderMail(
    given.map((one) => ({ facts: one, reopened: false })),
    language,
    accountNames,
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
      const { html } = render(
        [{ ...facts, resourceArn: name, reason: { en: name, pt: name } }],
        'en',
        new Map([[facts.accountId, name]]),
      );
      expect(html).not.toContain(name);
      expect(html).not.toMatch(/<(script|img)/);
    },
  );

  it.each(['prod\r\nBcc: evil@example.com', 'prod\nX: y', 'prod\u2028Bcc: x'])(
    'lets no name end the subject (%j)',
    (name) => {
      const { subject } = render([facts], 'en', new Map([[facts.accountId, name]]));
      expect(subject).toMatch(/^[^\r\n\u2028\u2029]+$/);
    },
  );
});
