/** What has to be put right so that a finding ends: findings with the same cause end together. Pure. */
import type { Condition, Text } from '@cspmexa/contracts';
import { hashOfText } from '../findings/canonical.js';

/** Why a resource fails: the part of its configuration that decided, and what that is called. */
export interface Cause {
  /** In lower case, as queries are; at most `longestKey` characters. */
  readonly key: string;
  readonly title: Text;
}

/** What of a failing verdict its cause is told by. */
export interface Caused {
  readonly policyId: string;
  readonly resourceArn: string;
  readonly resourceName: string | null;
  readonly title: Text;
  readonly conditions: readonly Pick<Condition, 'path' | 'holds'>[];
}

/** An entry of an index holds it, and a query quotes it. */
const longestKey = 400;

/** The part of the resource that the first failing condition looked at; where it looked at none, the policy itself. The migration says the same in SQL. */
export function causeOf({ policyId, resourceArn, resourceName, title, conditions }: Caused): Cause {
  const path = conditions.find(({ holds }) => !holds)?.path ?? '';
  const [part] = /^[^./[]+/.exec(path) ?? [];
  const key = bounded(`${resourceArn}#${part ?? policyId}`.toLowerCase());
  if (part === undefined) return { key, title };
  const words = part.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  // The names of AWS's own configuration are the same in both languages.
  const called = `${resourceName ?? lastPart(resourceArn)}: ${words}`;
  return { key, title: { en: called, pt: called } };
}

const bounded = (key: string): string =>
  key.length <= longestKey ? key : `${key.slice(0, 300)}~${hashOfText(key).slice(0, 32)}`;

const lastPart = (arn: string): string => arn.split(/[:/]/).findLast((part) => part !== '') ?? arn;
