import type { Patterns } from './document.js';
import { takesInAll, takesInSome } from './patterns.js';
import { s3Actions } from './s3-actions.js';
import type { AccessLevel, S3Action } from './s3-actions.js';
import { compile } from './wildcard.js';
import type { Glob } from './wildcard.js';

/**
 * Actions by what they do, sorted. S3's are full names, wildcards expanded against the table; of other services the patterns as written,
 * judged by the verb of their name; a pattern that spans several kinds stands under each.
 */
export type Access = Readonly<Record<AccessLevel, readonly string[]>>;

const levels: readonly AccessLevel[] = ['list', 'read', 'write', 'permissions'];

const permissionWords = /polic|permission|grant|acl$|accesspoint|publicaccess|authoriz/i;
const listVerbs = /^(?:list|describe|search)/i;
const readVerbs =
  /^(?:get|batchget|read|receive|download|select|scan|query|decrypt|lookup|check|pull|peek|view|head|verify|consume|subscribe)/i;

/** The levels of an action of which only the name is known. A name that is all wildcard may do anything. */
function levelsByName(pattern: string): readonly AccessLevel[] {
  const name = pattern.slice(pattern.indexOf(':') + 1);
  const verb = name.split(/[*?]/, 1)[0] ?? '';
  if (verb === '') return levels;
  if (listVerbs.test(verb)) return ['list'];
  if (readVerbs.test(verb)) return ['read'];
  if (permissionWords.test(name)) return ['permissions'];
  return verb.length < name.length ? ['write', 'permissions'] : ['write'];
}

interface Compiled {
  readonly action: S3Action;
  readonly glob: Glob;
}

/** The table of S3 actions with their names compiled as globs. */
export const knownS3Actions: readonly Compiled[] = s3Actions.map((action) => ({
  action,
  glob: compile(action.name, { ignoreCase: true }),
}));

/** The S3 actions of the table that the patterns take in. */
export function s3ActionsOf(patterns: Patterns): S3Action[] {
  return knownS3Actions.filter(({ glob }) => takesInAll(patterns, glob)).map(({ action }) => action);
}

function sorted(entries: readonly (readonly [AccessLevel, string])[]): Access {
  const of = (level: AccessLevel): string[] =>
    [...new Set(entries.filter(([its]) => its === level).map(([, name]) => name))].sort((a, b) => (a < b ? -1 : 1));
  return { list: of('list'), read: of('read'), write: of('write'), permissions: of('permissions') };
}

/** S3 actions by level. */
export function accessOfS3(actions: readonly S3Action[]): Access {
  return sorted(actions.map(({ level, name }) => [level, name] as const));
}

/** Every action of S3, those that are not in the table too. */
export const everyS3Action = compile('s3:?*', { ignoreCase: true });

/** Actions by level. `service` (`s3`, `sqs`) leaves out what belongs to other services, which a policy of that service's resource cannot grant. */
export function classifyActions(actions: Patterns, service?: string): Access {
  if (service === 's3') return accessOfS3(s3ActionsOf(actions));
  const asked = service === undefined ? undefined : compile(`${service}:?*`, { ignoreCase: true });
  if (asked !== undefined && !takesInSome(actions, asked)) return sorted([]);
  if (actions.except)
    return sorted(levels.map((level) => [level, service === undefined ? '*' : `${service}:*`] as const));
  const known = service === undefined && takesInSome(actions, everyS3Action) ? s3ActionsOf(actions) : [];
  const others = actions.patterns.filter((pattern, at) => {
    const glob = actions.globs[at];
    if (glob === undefined) return false;
    if (asked !== undefined) return takesInSome({ except: false, patterns: [pattern], globs: [glob] }, asked);
    return !pattern.toLowerCase().startsWith('s3:');
  });
  return sorted([
    ...known.map(({ level, name }) => [level, name] as const),
    ...others.flatMap((pattern) => levelsByName(pattern).map((level) => [level, pattern] as const)),
  ]);
}

/** Whether nothing is left at any level. */
export function isEmpty(access: Access): boolean {
  return levels.every((level) => access[level].length === 0);
}
