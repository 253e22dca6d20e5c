/** Mails about a person's own access out of what happened. Pure. Whatever people chose themselves stays text, on one line, and short. */
import type { EventPayload, invitationSent, Language, memberMfaChanged, memberSignedIn } from '@cspmexa/contracts';
import { html } from '@cspmexa/platform';
import { framed, oneLine, quoted, type RenderedMail } from '../mail/frame.js';
import { words } from './words.js';

/** What a mail says, without its looks. */
interface Content {
  readonly subject: string;
  readonly lead: string;
  /** Name and value, in this order. */
  readonly facts?: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
  readonly link: { readonly words: string; readonly url: string };
}

/** A point in time, in words, in UTC. */
const timeOf = (timestamp: string, language: Language): string => {
  const format = new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(new Date(timestamp))} UTC`;
};

const at = (publicUrl: string, path: string): string => publicUrl.replace(/\/$/, '') + path;

/** An invitation. Its link leads to the sign-in and carries nothing: who signs in with the address is let in. */
export function invitationMail(event: EventPayload<typeof invitationSent>, publicUrl: string): RenderedMail {
  const { language, email, tenantName, role, invitedBy, expiresAt } = event;
  const { invitation, roles } = words[language];
  const tenant = quoted(tenantName);
  return written(language, {
    subject: invitation.subject(tenant),
    lead: invitation.lead(tenant, roles[role], invitedBy === null ? null : quoted(invitedBy, 320)),
    notes: [invitation.how(quoted(email, 320), timeOf(expiresAt, language)), invitation.unexpected],
    link: { words: invitation.link, url: at(publicUrl, '/sign-in') },
  });
}

/** Somebody signed in from where the person had not been lately. */
export function signInMail(event: EventPayload<typeof memberSignedIn>, publicUrl: string): RenderedMail {
  const { language, tenantName, at: when, address, userAgent } = event;
  const say = words[language];
  const tenant = quoted(tenantName);
  return written(language, {
    subject: say.signIn.subject(tenant),
    lead: say.signIn.lead(tenant),
    facts: [
      [say.when, timeOf(when, language)],
      [say.address, quoted(address ?? say.unknown)],
      [say.browser, quoted(userAgent ?? say.unknown, 200)],
    ],
    notes: [say.signIn.unexpected],
    link: { words: say.profile, url: at(publicUrl, '/profile') },
  });
}

/** Something happened to a person's second factor. */
export function mfaMail(event: EventPayload<typeof memberMfaChanged>, publicUrl: string): RenderedMail {
  const { language, tenantName, at: when, change, by } = event;
  const say = words[language];
  const { subject, lead } = say.mfa[change];
  return written(language, {
    subject,
    lead: lead(by === null ? null : quoted(by, 320)),
    facts: [
      [say.tenant, quoted(tenantName)],
      [say.when, timeOf(when, language)],
    ],
    notes: [say.mfaUnexpected],
    link: { words: say.profile, url: at(publicUrl, '/profile') },
  });
}

function written(language: Language, { subject, lead, facts = [], notes, link }: Content): RenderedMail {
  const { why } = words[language];
  const line = oneLine(`[CSPM] ${subject}`).slice(0, 200);
  return {
    subject: line,
    text: [
      lead,
      '',
      ...(facts.length > 0 ? [...facts.map(([name, value]) => `${name}: ${value}`), ''] : []),
      ...notes.flatMap((note) => [note, '']),
      `${link.words}: ${link.url}`,
      '',
      why,
    ].join('\n'),
    html: framed(
      language,
      line,
      html`<p style="font-size:18px;margin:0 0 16px;overflow-wrap:anywhere">${lead}</p>
        ${facts.map(
          ([name, value]) =>
            html`<p style="margin:2px 0;font-size:14px;overflow-wrap:anywhere">
              <span style="color:#525b66">${name}:</span> ${value}
            </p>`,
        )}
        ${notes.map((note) => html`<p style="margin:16px 0;overflow-wrap:anywhere">${note}</p>`)}
        <p><a href="${link.url}" style="color:#1d5fa8">${link.words}</a></p>
        <p style="font-size:13px;color:#525b66">${why}</p>`,
    ),
  };
}
