/** A mail out of findings: subject, HTML and its plain-text twin. Pure. Names come from the cloud: they stay text. */
import { severityRank, type FindingFacts, type Language } from '@cspmexa/contracts';
import { html } from '@cspmexa/platform';
import { framed, oneLine, type RenderedMail } from './frame.js';
import { words } from './words.js';

/** A finding as a mail tells of it. */
export interface Told {
  readonly facts: FindingFacts;
  readonly reopened: boolean;
}

/** Findings that a mail lists; the rest is a number and a link. */
const listed = 50;
const colours = { critical: '#8B1A1A', high: '#C2410C', medium: '#8A5A00', low: '#1D5FA8', info: '#525B66' } as const;

/** Renders a mail. `accountNames` by account id; `publicUrl` is where the dashboard is. Links carry no token. */
export function renderMail(
  told: readonly Told[],
  language: Language,
  accountNames: ReadonlyMap<string, string>,
  publicUrl: string,
): RenderedMail {
  const say = words[language];
  const sorted = [...told].sort(
    (a, b) =>
      severityRank[b.facts.severity] - severityRank[a.facts.severity] ||
      (a.facts.policyId + a.facts.resourceArn < b.facts.policyId + b.facts.resourceArn ? -1 : 1),
  );
  const [worst] = sorted;
  if (!worst) throw new Error('A mail needs at least one finding.');
  const nameOf = ({ accountId, awsAccountId }: FindingFacts): string =>
    say.account(oneLine(accountNames.get(accountId) ?? awsAccountId), awsAccountId);
  const accounts = new Set(told.map(({ facts }) => facts.accountId));
  const where = accounts.size === 1 ? nameOf(worst.facts) : say.accounts(accounts.size);
  const base = publicUrl.replace(/\/$/, '');
  const shown = sorted.slice(0, listed);
  const rest = sorted.length - shown.length;
  const rows = shown.map(({ facts, reopened }) => ({
    severity: say.severity[facts.severity] + (reopened ? ` (${say.reopened})` : ''),
    colour: colours[facts.severity],
    title: oneLine(facts.title[language]),
    resource: oneLine(facts.resourceArn),
    account: nameOf(facts),
    reason: oneLine(facts.reason[language]),
    link: `${base}/findings/${encodeURIComponent(facts.findingId)}`,
  }));
  const lead = say.lead(told.length);
  const all = `${base}/findings?status=open`;
  return {
    subject: oneLine(say.subject(say.severity[worst.facts.severity], told.length, where)).slice(0, 200),
    text: [
      lead,
      '',
      ...rows.flatMap((row) => [
        `[${row.severity}] ${row.title}`,
        `  ${row.resource} — ${row.account}`,
        `  ${row.reason}`,
        `  ${row.link}`,
        '',
      ]),
      ...(rest > 0 ? [say.more(rest), ''] : []),
      `${say.all}: ${all}`,
      '',
      say.why,
    ].join('\n'),
    html: framed(
      language,
      say.subject(say.severity[worst.facts.severity], told.length, where),
      html`<p style="font-size:18px;margin:0 0 16px">${lead}</p>
        ${rows.map(
          (row) =>
            html`<div
              style="background:#fff;border:1px solid #dfe3e8;border-left:4px solid ${row.colour};border-radius:8px;padding:12px 16px;margin:0 0 12px"
            >
              <p style="margin:0;color:${row.colour};font-size:13px;font-weight:700">${row.severity}</p>
              <p style="margin:2px 0;font-weight:600">${row.title}</p>
              <p style="margin:2px 0;font-size:14px;color:#525b66;overflow-wrap:anywhere">
                ${row.resource}<br />${row.account}
              </p>
              <p style="margin:8px 0;font-size:14px">${row.reason}</p>
              <p style="margin:0"><a href="${row.link}" style="color:#1d5fa8">${say.open}</a></p>
            </div>`,
        )}
        ${rest > 0 ? html`<p>${say.more(rest)}</p>` : ''}
        <p><a href="${all}" style="color:#1d5fa8">${say.all}</a></p>
        <p style="font-size:13px;color:#525b66">${say.why}</p>`,
    ),
  };
}
