import type { Condition, Patterns, PolicyDocument, PolicyDocuments, Principals, Statement } from './document.js';
import { overlaps } from './wildcard.js';
import type { Glob } from './wildcard.js';

/** Where a statement stands. `document` counts within the list of documents that was asked about, both from 0. */
export interface StatementRef {
  readonly document: number;
  readonly index: number;
  readonly sid?: string;
}

/** A statement that decided, with the values in it that did, as written. `NotAction: x` is given as `not x`. */
export interface StatementEvidence {
  readonly statement: StatementRef;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  /** `StringEquals aws:SourceVpce = vpce-1, vpce-2` */
  readonly conditions: readonly string[];
}

/** A statement together with the place of its document. */
export interface PlacedStatement {
  readonly document: number;
  readonly statement: Statement;
}

/** What a question was about: evidence then names only the patterns that met it. */
export interface About {
  readonly action?: Glob | undefined;
  readonly resource?: Glob | undefined;
}

/** Longest value and most values that evidence repeats: it is stored with each verdict and shown to people. */
const longestValue = 300;
const mostValues = 20;

function touches(glob: Glob | undefined, about: Glob): boolean {
  return glob !== undefined && overlaps(glob, about);
}

function shown(values: readonly string[]): string[] {
  const some = values
    .slice(0, mostValues)
    .map((value) => (value.length > longestValue ? `${value.slice(0, longestValue)}…` : value));
  return values.length > mostValues ? [...some, `… and ${values.length - mostValues} more`] : some;
}

function patternsShown(patterns: Patterns | undefined, about: Glob | undefined): string[] {
  if (patterns === undefined) return [];
  if (patterns.except) return shown(patterns.patterns.map((pattern) => `not ${pattern}`));
  const decided = about === undefined ? [] : patterns.patterns.filter((_, at) => touches(patterns.globs[at], about));
  return shown(decided.length > 0 ? decided : patterns.patterns);
}

function principalsShown(principals: Principals | undefined): string[] {
  if (principals === undefined) return [];
  const values = principals.members.map(({ value }) => value);
  return shown(principals.except ? values.map((value) => `not ${value}`) : values);
}

/** One condition as a line: `ForAnyValue:StringLikeIfExists aws:PrincipalOrgPaths = o-1/*`. */
export function describeCondition({ operator, qualifier, ifExists, name, values }: Condition): string {
  const prefix = qualifier === undefined ? '' : `${qualifier}:`;
  return `${prefix}${operator}${ifExists ? 'IfExists' : ''} ${name} = ${shown(values).join(', ')}`;
}

export function refOf({ document, statement }: PlacedStatement): StatementRef {
  return { document, index: statement.index, ...(statement.sid !== undefined && { sid: statement.sid }) };
}

/** A statement as evidence, with the patterns that met the question if one is given. */
export function evidenceOf(placed: PlacedStatement, about: About = {}): StatementEvidence {
  const { statement } = placed;
  return {
    statement: refOf(placed),
    effect: statement.effect,
    actions: patternsShown(statement.actions, about.action),
    resources: patternsShown(statement.resources, about.resource),
    principals: principalsShown(statement.principals),
    conditions: statement.conditions.map(describeCondition),
  };
}

function isList(documents: PolicyDocuments): documents is readonly PolicyDocument[] {
  return Array.isArray(documents);
}

/** Every statement of one document or many, with its place. */
export function statementsOf(documents: PolicyDocuments, effect?: 'Allow' | 'Deny'): PlacedStatement[] {
  const list = isList(documents) ? documents : [documents];
  const placed: PlacedStatement[] = [];
  for (let document = 0; document < list.length; document += 1)
    for (const statement of list[document]?.statements ?? [])
      if (effect === undefined || statement.effect === effect) placed.push({ document, statement });
  return placed;
}
