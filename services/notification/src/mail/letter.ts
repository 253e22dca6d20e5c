/** A mail about findings as HTML and as its plain-text twin. Pure. Names come from the cloud: they stay text. */
import type { Language } from '@cspmexa/contracts';
import { html, type Html } from '@cspmexa/platform';
import { framed, oneLine, type RenderedMail } from './frame.js';

/** One finding, or a group of them. */
export interface Entry {
  readonly colour: string;
  readonly label: string;
  readonly title: string;
  /** Where it is, a line each. */
  readonly places: readonly string[];
  readonly due: string | null;
  readonly reason: string | null;
  readonly link: Link;
}

export interface Link {
  readonly words: string;
  readonly url: string;
}

/** What a mail says, without its looks. */
export interface Letter {
  readonly language: Language;
  readonly subject: string;
  /** Above everything, when the mail is not what it looks like. */
  readonly warning?: string;
  readonly lead: string;
  /** Beneath the lead; empty for none. */
  readonly summary: string;
  readonly entries: readonly Entry[];
  /** What is not listed; empty when all is. */
  readonly rest: string;
  readonly all: Link;
  /** Why its reader gets it. */
  readonly why: string;
}

export function renderLetter(letter: Letter): RenderedMail {
  const { language, warning, lead, summary, entries, rest, all, why } = letter;
  const subject = oneLine(letter.subject);
  const lines = [
    ...(warning ? [`*** ${warning} ***`, ''] : []),
    lead,
    ...(summary ? [summary] : []),
    '',
    ...entries.flatMap(({ label, title, places, due, reason, link }) => [
      `[${label}] ${title}`,
      ...[...places, due, reason, link.url].flatMap((line) => (line ? [`  ${line}`] : [])),
      '',
    ]),
    ...(rest ? [rest, ''] : []),
    `${all.words}: ${all.url}`,
    '',
    why,
  ];
  const content = html`${warning ? banner(warning) : ''}
    <p style="font-size:18px;margin:0 0 ${summary ? 4 : 16}px">${lead}</p>
    ${summary ? html`<p style="margin:0 0 16px;color:#525b66">${summary}</p>` : ''} ${entries.map(card)}
    ${rest ? html`<p>${rest}</p>` : ''}
    <p><a href="${all.url}" style="color:#1d5fa8">${all.words}</a></p>
    <p style="font-size:13px;color:#525b66;overflow-wrap:anywhere">${why}</p>`;
  return {
    // A cut may leave half of a character behind: whole ones are counted.
    subject: [...subject].slice(0, 200).join(''),
    text: lines.join('\n'),
    html: framed(language, subject, content),
  };
}

const banner = (warning: string): Html =>
  html`<p style="margin:0 0 16px;padding:12px 16px;border:2px dashed #8a5a00;border-radius:8px;font-weight:600">
    ${warning}
  </p>`;

const card = ({ colour, label, title, places, due, reason, link }: Entry): Html =>
  html`<div
    style="background:#fff;border:1px solid #dfe3e8;border-left:4px solid ${colour};border-radius:8px;padding:12px 16px;margin:0 0 12px"
  >
    <p style="margin:0;color:${colour};font-size:13px;font-weight:700">${label}</p>
    <p style="margin:2px 0;font-weight:600">${title}</p>
    ${places.map(
      (place) => html`<p style="margin:2px 0;font-size:14px;color:#525b66;overflow-wrap:anywhere">${place}</p>`,
    )}
    ${due ? html`<p style="margin:2px 0;font-size:14px"><strong>${due}</strong></p>` : ''}
    ${reason ? html`<p style="margin:8px 0;font-size:14px">${reason}</p>` : ''}
    <p style="margin:6px 0 0"><a href="${link.url}" style="color:#1d5fa8">${link.words}</a></p>
  </div>`;
