import { conditionOperators } from './document.js';
import type { Condition, ConditionOperator, ParseProblem, Patterns, PolicyDocument, Statement } from './document.js';
import { conditionValuesOf, elementsOf, Malformed, someStringsOf } from './element.js';
import type { Elements } from './element.js';
import { principalsOf } from './principal.js';
import { compile } from './wildcard.js';

/** Longest text that is read, in characters. AWS's own limit is far below (20 KB for a bucket policy, 32 KB for a key policy). */
export const longestDocument = 4 * 1024 * 1024;

const versions = ['2012-10-17', '2008-10-17'];
const statementElements = new Set([
  'sid',
  'effect',
  'principal',
  'notprincipal',
  'action',
  'notaction',
  'resource',
  'notresource',
  'condition',
]);
const operators: ReadonlyMap<string, ConditionOperator> = new Map(
  conditionOperators.map((operator) => [operator.toLowerCase(), operator]),
);

function jsonOf(text: string): unknown {
  if (text.length > longestDocument)
    throw new Malformed('too-large', '', `The document is longer than ${longestDocument} characters`);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Not JSON as it stands. IAM hands documents out URL-encoded.
  }
  try {
    return JSON.parse(decodeURIComponent(text).replace(/^\uFEFF/, ''));
  } catch {
    throw new Malformed('not-json', '', 'The document is neither JSON nor URL-encoded JSON');
  }
}

function patternsOf(
  elements: Elements,
  name: string,
  path: string,
  options: Parameters<typeof compile>[1],
): Patterns | undefined {
  const only = elements.get(name.toLowerCase());
  const except = elements.get(`not${name.toLowerCase()}`);
  if (only !== undefined && except !== undefined) {
    throw new Malformed('conflict', `${path}.${except.name}`, `A statement has ${name} or Not${name}, not both`);
  }
  const element = only ?? except;
  if (element === undefined) return undefined;
  const patterns = someStringsOf(element.value, `${path}.${element.name}`);
  return { except: only === undefined, patterns, globs: patterns.map((pattern) => compile(pattern, options)) };
}

function operatorOf(name: string, path: string): Pick<Condition, 'operator' | 'qualifier' | 'ifExists'> {
  const lower = name.toLowerCase();
  const colon = lower.indexOf(':');
  const prefix = colon < 0 ? undefined : lower.slice(0, colon);
  const qualifier = prefix === 'foranyvalue' ? 'ForAnyValue' : prefix === 'forallvalues' ? 'ForAllValues' : undefined;
  const rest = lower.slice(colon + 1);
  const ifExists = rest.endsWith('ifexists');
  const operator = operators.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (operator === undefined || (prefix !== undefined && qualifier === undefined)) {
    throw new Malformed('unknown-operator', path, `${name.slice(0, 80)} is no condition operator`);
  }
  return { operator, ifExists, ...(qualifier !== undefined && { qualifier }) };
}

function conditionsOf(value: unknown, path: string): Condition[] {
  const conditions: Condition[] = [];
  for (const { name, value: keys } of elementsOf(value, path).values()) {
    const operator = operatorOf(name, `${path}.${name}`);
    for (const [key, element] of elementsOf(keys, `${path}.${name}`)) {
      const values = conditionValuesOf(element.value, `${path}.${name}.${element.name}`);
      conditions.push({ ...operator, key, name: element.name, values });
    }
  }
  return conditions;
}

function statementOf(value: unknown, index: number, path: string, variables: boolean): Statement {
  const elements = elementsOf(value, path);
  for (const [lower, { name }] of elements) {
    if (!statementElements.has(lower))
      throw new Malformed('unknown-element', `${path}.${name}`, `${name} is no element of a statement`);
  }
  const effect = elements.get('effect')?.value;
  if (effect === undefined) throw new Malformed('missing', `${path}.Effect`, 'A statement needs an Effect');
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new Malformed('unknown-effect', `${path}.Effect`, 'Effect is Allow or Deny');
  const sid = elements.get('sid')?.value;
  if (sid !== undefined && typeof sid !== 'string')
    throw new Malformed('wrong-type', `${path}.Sid`, 'A string is expected here');
  const actions = patternsOf(elements, 'Action', path, { ignoreCase: true });
  if (actions === undefined) throw new Malformed('missing', `${path}.Action`, 'A statement needs Action or NotAction');
  const resources = patternsOf(elements, 'Resource', path, { variables });
  const only = elements.get('principal');
  const except = elements.get('notprincipal');
  if (only !== undefined && except !== undefined) {
    throw new Malformed('conflict', `${path}.${except.name}`, 'A statement has Principal or NotPrincipal, not both');
  }
  const principal = only ?? except;
  const condition = elements.get('condition');
  return {
    index,
    ...(sid !== undefined && sid !== '' && { sid }),
    effect,
    actions,
    ...(resources !== undefined && { resources }),
    ...(principal !== undefined && {
      principals: principalsOf(principal.value, only === undefined, `${path}.${principal.name}`),
    }),
    conditions: condition === undefined ? [] : conditionsOf(condition.value, `${path}.${condition.name}`),
  };
}

function documentOf(value: unknown): PolicyDocument {
  const elements = elementsOf(value, '');
  const version = elements.get('version')?.value ?? '2008-10-17';
  if (typeof version !== 'string' || !versions.includes(version)) {
    throw new Malformed('unknown-version', 'Version', `Version is one of ${versions.join(', ')}`);
  }
  const id = elements.get('id')?.value;
  const statement = elements.get('statement');
  if (statement === undefined) throw new Malformed('missing', 'Statement', 'A document needs a Statement');
  const list: readonly unknown[] = Array.isArray(statement.value) ? statement.value : [statement.value];
  const single = !Array.isArray(statement.value);
  const statements = list.map((item, index) =>
    statementOf(item, index, single ? statement.name : `${statement.name}[${index}]`, version === '2012-10-17'),
  );
  return { kind: 'document', version, ...(typeof id === 'string' && { id }), statements };
}

/**
 * Documents that were read lately, by their text. A bucket's policy is read by a handful of policies one after the other, and the trust of
 * many roles is the same text. Documents are never changed, so they can be shared.
 */
const remembered = new Map<string, PolicyDocument | ParseProblem>();
const mostRemembered = 256;
const longestRemembered = 64 * 1024;

function remember(text: string, document: PolicyDocument | ParseProblem): void {
  if (text.length > longestRemembered) return;
  const oldest = remembered.size < mostRemembered ? undefined : remembered.keys().next().value;
  if (oldest !== undefined) remembered.delete(oldest);
  remembered.set(text, document);
}

/**
 * Reads a policy document: an object, JSON text, or URL-encoded JSON text. One statement, action, resource or principal counts as a list of
 * one. Whatever AWS would not accept is a problem with its path, never an empty document, and never an exception.
 */
export function parseDocument(input: unknown): PolicyDocument | ParseProblem {
  if (typeof input !== 'string') return read(input);
  const known = remembered.get(input);
  if (known) return known;
  const document = read(input);
  remember(input, document);
  return document;
}

function read(input: unknown): PolicyDocument | ParseProblem {
  try {
    return documentOf(typeof input === 'string' ? jsonOf(input) : input);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: 'problem', code: error.code, path: error.path, detail: error.message };
  }
}
