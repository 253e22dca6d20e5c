/** Asks policy documents what they grant, and says in which policy and statement the answer stands. */
import { condition, fail, pass, readDocument, text, type grantsAdmin } from '@cspmexa/policy-kit';
import type { Outcome, PolicyDocument, Severity, StatementEvidence, Text } from '@cspmexa/policy-kit';

/** A policy with its document as AWS gave it, and where verdicts find it. */
export interface Source {
  readonly name: string;
  readonly path: string;
  readonly document: unknown;
}

export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

/** The inline policies of one user, group or role. They are asked together: one may take back what another grants. */
export const inlineSources = (policies: readonly InlinePolicy[]): Source[] =>
  policies.map(({ name, document }) => ({ name, path: `inlinePolicies.${name}`, document }));

/** The parsed documents, in the order of the sources. One that cannot be read makes the verdict unknown. */
export const documentsOf = (sources: readonly Source[]): PolicyDocument[] =>
  sources.map(({ document }) => readDocument(document));

/** `reports Statement[0] "All"` for each statement, each named once. */
export function placesOf(sources: readonly Source[], grants: readonly StatementEvidence[]): string {
  const places = grants.map(({ statement: { document, index, sid } }) => {
    const name = sources[document]?.name ?? '';
    return `${name} Statement[${index}]${sid === undefined ? '' : ` "${sid}"`}`;
  });
  return [...new Set(places)].join(', ');
}

/** A failed condition for each statement, under the path of its policy. */
export const grantConditions = (sources: readonly Source[], grants: readonly StatementEvidence[], says: Text) =>
  grants.map((grant) => {
    const { document, index } = grant.statement;
    const { effect, actions, resources, conditions } = grant;
    return condition(false, says, {
      path: `${sources[document]?.path ?? 'document'}.Statement[${index}]`,
      actual: { effect, actions, resources, conditions },
    });
  });

/** What is asked of documents. */
export interface Question {
  readonly ask: (documents: readonly PolicyDocument[]) => ReturnType<typeof grantsAdmin>;
  /** The healthy side. */
  readonly says: Text;
  /** What a statement grants when it fails: `full administration`. */
  readonly grants: Text;
  /** Severity where the grant depends on a Condition. */
  readonly conditional?: Severity;
}

/** Passes when nothing grants it. A grant under a Condition is one too. */
export function judgeGrants(sources: readonly Source[], { ask, says, grants, conditional }: Question): Outcome {
  const decision = ask(documentsOf(sources));
  if (decision.outcome === 'no') return pass(grantsNothing(sources, says));
  const places = placesOf(sources, decision.grants);
  const under = decision.outcome === 'conditional';
  return fail(
    under
      ? text(`${places} grants ${grants.en}, under a condition.`, `${places} concede ${grants.pt}, sob uma condição.`)
      : text(`${places} grants ${grants.en}.`, `${places} concede ${grants.pt}.`),
    grantConditions(sources, decision.grants, says),
    under && conditional !== undefined ? { severity: conditional } : {},
  );
}

/** The condition of documents that grant nothing of the kind. */
export const grantsNothing = (sources: readonly Source[], says: Text) =>
  condition(true, says, { path: sources[0]?.path ?? 'inlinePolicies', actual: sources.map(({ name }) => name) });
