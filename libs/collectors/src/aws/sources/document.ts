/** Policy documents are handed on as AWS sent them, once it is certain that they can be read. */

/** The document, if it is a policy in JSON, URL-encoded or not; else undefined, which no schema accepts. */
export const documentOf = (text: string | undefined): string | undefined =>
  text !== undefined && (isPolicy(parsed(text)) || isPolicy(parsed(decoded(text)))) ? text : undefined;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // a broken escape: not a document
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));

/** AWS stores no document without statements, and no statement that does not say what it allows or denies. */
const isPolicy = (value: unknown): boolean =>
  isObject(value) && hasIf(value, ['Version', 'Id'], isText) && isObjectOrList(value['Statement'], isStatement);

const isObjectOrList = (value: unknown, test: (each: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.every(test) : test(value);

const isStatement = (value: unknown): boolean =>
  isObject(value) &&
  (value['Effect'] === 'Allow' || value['Effect'] === 'Deny') &&
  isText(value['Action'] ?? value['NotAction']) &&
  hasIf(value, ['Resource', 'NotResource'], isText) &&
  hasIf(value, ['Principal', 'NotPrincipal'], isPrincipal) &&
  hasIf(value, ['Condition'], isObject);

const isPrincipal = (value: unknown): boolean =>
  typeof value === 'string' || (isObject(value) && Object.values(value).every(isText));

/** True if those of the members that are there pass the test. */
const hasIf = (value: Members, names: readonly string[], test: (each: unknown) => boolean): boolean =>
  names.every((name) => value[name] === undefined || test(value[name]));
