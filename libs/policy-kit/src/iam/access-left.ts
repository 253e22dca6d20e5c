import { accessOfS3, classifyActions, knownS3Actions } from './access.js';
import type { Access } from './access.js';
import { Cover } from './cover.js';
import type { Patterns, Statement } from './document.js';
import { meeting, resourcesOf, takesInAll, takesInSome } from './patterns.js';
import type { Scope } from './scope.js';
import { compile } from './wildcard.js';
import type { Glob } from './wildcard.js';

/** What a set of Deny statements that apply for certain takes back. */
export class Denied {
  private readonly covers = new Map<string, Cover>();

  constructor(private readonly denies: readonly Statement[]) {}

  private coverFor(action: Glob): Cover {
    const known = this.covers.get(action.source);
    if (known !== undefined) return known;
    const denying = this.denies.filter(({ actions }) => takesInAll(actions, action));
    const cover = new Cover(denying.map(resourcesOf));
    this.covers.set(action.source, cover);
    return cover;
  }

  /** Whether the action is denied on all of these resources. */
  takesBack(action: Glob, resources: readonly Glob[]): boolean {
    return this.denies.length > 0 && this.coverFor(action).takesInEach(resources);
  }
}

const nothing: Patterns = { except: false, patterns: [], globs: [] };

/** Whether the Deny statements take the action back on all that the statement grants at these places. */
function isTakenBack(statement: Statement, action: Glob, at: readonly Glob[], denied: Denied): boolean {
  if (denied.takesBack(action, at)) return true;
  const given = meeting(resourcesOf(statement), at);
  return given !== undefined && denied.takesBack(action, given);
}

function s3AccessLeft(statement: Statement, denied: Denied, scope: Scope): Access {
  const reached = (at: readonly Glob[]): boolean => at.some((one) => takesInSome(resourcesOf(statement), one));
  const reach = { bucket: reached(scope.of('bucket')), object: reached(scope.of('object')), other: false };
  const left = knownS3Actions.filter(
    ({ action: { target }, glob }) =>
      reach[target] && takesInAll(statement.actions, glob) && !isTakenBack(statement, glob, scope.of(target), denied),
  );
  return accessOfS3(left.map(({ action }) => action));
}

/** What an Allow statement grants on the resource, less what the Deny statements take back. */
export function accessLeft(statement: Statement, denied: Denied, scope: Scope): Access {
  if (scope.service === 's3') return s3AccessLeft(statement, denied, scope);
  const [itself] = scope.all;
  const reaches = scope.all.some((one) => takesInSome(resourcesOf(statement), one));
  if (itself === undefined || !reaches) return classifyActions(nothing);
  const whole = compile(scope.service === undefined ? '?*:?*' : `${scope.service}:?*`, { ignoreCase: true });
  if (isTakenBack(statement, whole, [itself], denied)) return classifyActions(nothing);
  if (statement.actions.except) return classifyActions(statement.actions, scope.service);
  const globs = statement.actions.globs.filter((glob) => !isTakenBack(statement, glob, [itself], denied));
  return classifyActions({ except: false, patterns: globs.map(({ source }) => source), globs }, scope.service);
}
