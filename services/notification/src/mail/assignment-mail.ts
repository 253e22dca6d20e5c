/** The mail to somebody whom findings were assigned to. Pure. */
import { termText, type EventPayload, type findingAssigned, type Language } from '@cspmexa/contracts';
import { quoted, type RenderedMail } from './frame.js';
import { letterOf } from './gathered-mail.js';
import { renderLetter } from './letter.js';
import { words } from './words.js';

/** `accountNames` by account id. @throws when the event tells of no finding */
export function assignmentMail(
  { assignee, by, findings, facts }: EventPayload<typeof findingAssigned>,
  language: Language,
  accountNames: ReadonlyMap<string, string>,
  publicUrl: string,
): RenderedMail {
  const { assigned } = words[language];
  const count = Math.max(findings, facts.length);
  const who = quoted(by, 320);
  const told = facts.map((one) => ({ facts: one, reopened: false, rules: [] }));
  const letter = letterOf({ told, accountNames, isDigest: false }, language, publicUrl, {
    lead: assigned.lead(who, count),
    why: assigned.why(who, count),
    subject: (worst, where) => assigned.subject(worst, who, count, where),
    more: count - facts.length,
    ...(count > 1 ? { q: `is:open ${termText({ key: 'assignee', values: [assignee], negated: false })}` } : {}),
  });
  return renderLetter(letter);
}
