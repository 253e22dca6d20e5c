import { describe, expect, it } from '@jest/globals';
import { invitationSent, memberMfaChanged, memberSignedIn } from '@cspmexa/contracts';
import type { RenderedMail } from '../mail/frame.js';
import { isMailable } from '../mail/recipient.js';
import { invitationMail, mfaMail, signInMail } from './security-mail.js';
import { words } from './words.js';

const url = 'https://cspm.example.com/';
const invitation = { ...invitationSent.example, language: 'en' as const };
const signIn = { ...memberSignedIn.example, language: 'en' as const };
const mfa = { ...memberMfaChanged.example, language: 'en' as const };

/** The same text in every place of a mail that somebody else can choose. */
const mailsWith = (text: string): RenderedMail[] => [
  invitationMail({ ...invitation, tenantName: text, invitedBy: text, email: text }, url),
  signInMail({ ...signIn, tenantName: text, address: text, userAgent: text }, url),
  mfaMail({ ...mfa, tenantName: text, by: text }, url),
];

describe('a mail about a person’s access', () => {
  it.each([
    ['en', '[CSPM] You are invited to “Tucanuva”', '28 November 2026 at 12:00 UTC', 'rui@example.com invites you'],
    [
      'pt',
      '[CSPM] Você recebeu um convite para “Tucanuva”',
      '28 de novembro de 2026 às 12:00 UTC',
      'rui@example.com convida',
    ],
  ] as const)('invites (%s)', (language, subject, until, lead) => {
    const mail = invitationMail({ ...invitation, language }, url);
    expect(mail.subject).toBe(subject);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(until);
      expect(part).toContain(lead);
      expect(part).toContain('ana@example.com');
      expect(part).toContain('https://cspm.example.com/sign-in');
    }
    expect(mail.html).toContain(`lang="${language === 'pt' ? 'pt-BR' : 'en'}"`);
  });

  it.each([
    ['en', '[CSPM] New sign-in to “Tucanuva”', '21 November 2026 at 12:00 UTC'],
    ['pt', '[CSPM] Nova entrada em “Tucanuva”', '21 de novembro de 2026 às 12:00 UTC'],
  ] as const)('tells of a sign-in from elsewhere (%s)', (language, subject, when) => {
    const mail = signInMail({ ...signIn, language }, url);
    expect(mail.subject).toBe(subject);
    for (const part of [mail.text, mail.html])
      for (const fact of [when, '203.0.113.7', 'Mozilla/5.0', 'https://cspm.example.com/profile'])
        expect(part).toContain(fact);
  });

  it('says so when it does not know from where', () => {
    const { text } = signInMail({ ...signIn, address: null, userAgent: null }, url);
    expect(text).toContain('From the address: unknown\nBrowser: unknown');
  });

  it.each(
    (['en', 'pt'] as const).flatMap((language) =>
      memberMfaChanged.payload.shape.change.options.map((change) => [language, change] as const),
    ),
  )('tells what happened to a second factor (%s, %s)', (language, change) => {
    const mail = mfaMail({ ...mfa, language, change }, url);
    expect(mail.subject).toBe(`[CSPM] ${words[language].mfa[change].subject}`);
    expect(mail.text).toContain('https://cspm.example.com/profile');
    expect(mail.text.includes('rui@example.com')).toBe(change === 'reset');
  });

  it('carries no address but its own', () => {
    for (const mail of mailsWith('Tucanuva'))
      expect(new Set(`${mail.text}${mail.html}`.match(/https?:[^\s"<]+/g))).toEqual(
        new Set([expect.stringMatching(/^https:\/\/cspm\.example\.com\/(sign-in|profile)$/)]),
      );
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '<svg/onload=alert(1)>',
    '</title><style>*{}</style>',
    '<!--',
    '{{7*7}}',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '<a href="https://evil.example/">x</a>',
  ])('keeps %s text (X02)', (text) => {
    const plain = mailsWith('plain').map(({ html }) => html.match(/<[a-z!/][^>]*>/gi)?.length);
    mailsWith(text).forEach((mail, index) => {
      if (/[<>"']/.test(text)) expect(mail.html).not.toContain(text);
      expect(mail.html.match(/<[a-z!/][^>]*>/gi)?.length).toBe(plain[index]);
      expect(mail.html).not.toMatch(/href="(?!https:\/\/cspm\.example\.com\/)/);
    });
  });

  it.each([
    ['a new line', 'Tucanuva\r\nBcc: evil@example.com'],
    ['a bare line feed', 'a\nSubject: x'],
    ['a line separator', 'a\u2028Bcc: x'],
    ['a paragraph separator', 'a\u2029Bcc: x'],
    ['a NUL', 'a\0Bcc: x'],
    ['a direction override', 'a\u202Egpj.exe'],
  ])('lets %s end no line (X02)', (_, text) => {
    for (const mail of mailsWith(text)) {
      expect(mail.subject).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]+$/u);
      expect(mail.text).toMatch(/^[^\r\0\u2028\u2029\u202a-\u202e]+$/);
      expect(mail.text).not.toMatch(/^(Bcc|Subject):/m);
      expect(mail.html).not.toMatch(/^\s*(Bcc|Subject):/m);
    }
  });

  it('makes no link of a name, and is not drowned by one', () => {
    for (const mail of mailsWith(`Prize at https://evil.example/${'x'.repeat(5_000)}`)) {
      expect(mail.text).not.toContain('://evil');
      expect(mail.subject.length).toBeLessThanOrEqual(200);
      expect(mail.text.length).toBeLessThan(2_000);
    }
  });
});

describe('an address', () => {
  it.each(['ana@example.com', 'ana.maria+cspm@mail.example.com.br', "o'neil@example.com"])(
    'takes mails: %s',
    (address) => {
      expect(isMailable(address)).toBe(true);
    },
  );

  it.each([
    'a@x.io\r\nBcc: b@x.io',
    '"a\nSubject: x"@x.io',
    'a@x.io, b@x.io',
    'a@x.io;b@x.io',
    'Ana <a@x.io>',
    'a@x.io\u2028',
    'a\u0000@x.io',
    'a b@x.io',
    'ana',
    '@x.io',
    '',
    `${'a'.repeat(250)}@x.io`,
  ])('that is %j takes none (X02)', (address) => {
    expect(isMailable(address)).toBe(false);
  });
});
