/** A query as it comes from outside: refused with a sentence that says what to write instead. */
import { z } from 'zod';
import { parseFindingQuery, unfitForAlerts } from './finding-query.js';
import { parseResourceQuery } from './resource-query.js';
import type { QueryProblem } from './terms.js';

/** Longest query, in characters. */
export const longestQuery = 1_000;

const sentences: Readonly<Record<QueryProblem['code'], string>> = {
  'unclosed-quote': 'A quote is not closed',
  'unknown-key': 'There is no such key',
  'unknown-value': 'There is no such value',
  'no-value': 'A value is missing',
  'too-many': 'A query has 50 terms at most, 10 of them texts or parts of names',
};

/** One problem as a sentence for developers. */
export const problemSentence = ({ code, term, expected }: QueryProblem): string =>
  `${sentences[code]}: ${term}.${expected.length > 0 ? ` Use one of: ${expected.join(', ')}.` : ''}`;

const queryText = (parse: (query: string) => { problems: readonly QueryProblem[] }) =>
  z
    .string()
    .trim()
    .max(longestQuery)
    .superRefine((query, context) => {
      for (const problem of parse(query).problems)
        context.addIssue({ code: 'custom', message: problemSentence(problem) });
    });

/** A query over findings, for example `severity:critical service:s3 -account:123 is:reopened text`. */
export const FindingQueryText = queryText(parseFindingQuery);

/** A query over the inventory, for example `kind:aws.s3.bucket tag:env=prod`. */
export const ResourceQueryText = queryText(parseResourceQuery);

/** A query that can be answered when a finding opens, from what its event tells. */
export const AlertQueryText = FindingQueryText.superRefine((query, context) => {
  const unfit = unfitForAlerts(parseFindingQuery(query).filter);
  if (unfit.length > 0)
    context.addIssue({ code: 'custom', message: `An alert rule cannot ask for: ${unfit.join(', ')}.` });
});
