/** Mails about findings: told one by one, or gathered in a digest. Pure. Links carry no token. */
import type { FindingFacts, Language } from '@cspmexa/contracts';
import { oneLine, quoted, type RenderedMail } from './frame.js';
import { renderLetter, type Entry, type Letter } from './letter.js';
import { countsOf, firstDue, groupsOf, queryOf, worstFirst, type Told } from './told.js';
import { words } from './words.js';

export interface GatheredMail {
  readonly told: readonly Told[];
  /** By account id. */
  readonly accountNames: ReadonlyMap<string, string>;
  readonly isDigest: boolean;
}

/** Findings or groups that a mail lists; the rest is a number and a link. */
const listed = 50;
/** Resources that a group names. */
const named = 3;
const colours = { critical: '#8B1A1A', high: '#C2410C', medium: '#8A5A00', low: '#1D5FA8', info: '#525B66' } as const;

/** What is said otherwise than in the mail that a rule sends. */
export type Otherwise = Partial<Pick<Letter, 'warning' | 'lead' | 'why'>> & {
  readonly subject?: (worst: string, where: string) => string;
  /** Findings besides those that are given. */
  readonly more?: number;
  /** The query of the link to all of them. */
  readonly q?: string;
  /** The findings cannot be opened: their links lead to the list. */
  readonly isMadeUp?: boolean;
};

/** The mail that rules send. `publicUrl` is where the dashboard is. @throws when there is nothing to tell */
export const writeGathered = (gathered: GatheredMail, language: Language, publicUrl: string): RenderedMail =>
  renderLetter(letterOf(gathered, language, publicUrl));

/** What a mail about findings says. @throws when there is nothing to tell */
export function letterOf(
  { told, accountNames, isDigest }: GatheredMail,
  language: Language,
  publicUrl: string,
  { subject, more = 0, q, isMadeUp = false, ...otherwise }: Otherwise = {},
): Letter {
  const say = words[language];
  const sorted = worstFirst(told);
  const [worst] = sorted;
  if (!worst) throw new Error('A mail needs at least one finding.');
  const nameOf = ({ accountId, awsAccountId }: FindingFacts): string =>
    say.account(oneLine(accountNames.get(accountId) ?? awsAccountId), awsAccountId);
  const accounts = new Set(told.map(({ facts }) => facts.accountId));
  const where = accounts.size === 1 && more === 0 ? nameOf(worst.facts) : say.accounts(accounts.size);
  const count = told.length + more;
  const list = `${publicUrl.replace(/\/$/, '')}/findings`;
  const listOf = (query: string): string => `${list}?q=${encodeURIComponent(query)}`;
  const groups = isDigest ? groupsOf(told) : [];
  const shown = isDigest
    ? groups.slice(0, listed).reduce((sum, group) => sum + group.told.length, 0)
    : Math.min(listed, told.length);

  const entryOf = ({ facts, reopened }: Told): Entry => ({
    colour: colours[facts.severity],
    label: say.severity[facts.severity] + (reopened ? ` (${say.reopened})` : ''),
    title: oneLine(facts.title[language]),
    places: [`${oneLine(facts.resourceArn)} — ${nameOf(facts)}`],
    due: facts.dueAt ? say.due(dayIn(language, facts.dueAt)) : null,
    reason: oneLine(facts.reason[language]),
    link: { words: say.open, url: isMadeUp ? list : `${list}/${encodeURIComponent(facts.findingId)}` },
  });
  const groupEntryOf = ({ worst: { facts }, told: members }: (typeof groups)[number]): Entry => {
    const first = firstDue(members);
    const resources = members.slice(0, named).map((one) => oneLine(one.facts.resourceName ?? one.facts.resourceArn));
    const others = members.length - resources.length;
    return {
      colour: colours[facts.severity],
      label: `${say.severity[facts.severity]} · ${say.findings(members.length)}`,
      title: oneLine(facts.title[language]),
      places: [nameOf(facts), [...resources, ...(others > 0 ? [say.more(others)] : [])].join(', ')],
      due: first ? say.firstDue(dayIn(language, first), members.length) : null,
      reason: null,
      link: { words: say.openGroup, url: isMadeUp ? list : listOf(queryOf(members)) },
    };
  };
  return {
    language,
    subject: subject
      ? subject(say.severity[worst.facts.severity], where)
      : say.subject(say.severity[worst.facts.severity], count, where),
    lead: say.lead(count),
    summary: isDigest
      ? countsOf(told)
          .map(([severity, many]) => say.counted(severity, many))
          .join(' · ')
      : '',
    entries: isDigest ? groups.slice(0, listed).map(groupEntryOf) : sorted.slice(0, listed).map(entryOf),
    rest: count > shown ? say.more(count - shown) : '',
    all: { words: say.all, url: isMadeUp ? list : listOf(q ?? queryOf(told)) },
    why: say.why([...new Set(told.flatMap(({ rules }) => rules))].map((name) => quoted(name))),
    ...otherwise,
  };
}

/** A day in words, in UTC. */
const dayIn = (language: Language, timestamp: string): string =>
  new Intl.DateTimeFormat(language === 'pt' ? 'pt-BR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(timestamp),
  );
