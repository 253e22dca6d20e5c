import { cidrOf, isWide } from './cidr.js';
import { hasVariable, negates } from './condition.js';
import type { Condition, ConditionOperator, Statement } from './document.js';
import { describeCondition } from './evidence.js';

/**
 * How a condition keeps strangers out. `fixed`: fixed values, as AWS's own definition of public asks. `account`: a value with a wildcard whose
 * account, organisation or role is fixed: closed in effect, although AWS may still call the policy public. `network`: address blocks.
 * `service`: only AWS services acting for somebody.
 */
export type RestrictionStrength = 'fixed' | 'account' | 'network' | 'service';

export interface Restriction {
  /** The condition as a line. */
  readonly condition: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly strength: RestrictionStrength;
}

type JudgeValue = (value: string, wildcards: boolean) => RestrictionStrength | undefined;

const arnWithAccount = /^arn:aws[a-z0-9-]*:[^*?:]+:[^:]*:\d{12}:./;
/** A bucket's name belongs to one account, whatever stands before it: AWS's own older examples write `arn:aws:s3:*:*:name`. */
const arnOfBucket = /^arn:aws[a-z0-9-]*:s3:[^:]*:[^:]*:[^*?:/]+(?:\/|$)/;
const wildcard = /[*?]/;

const fixedOnly: JudgeValue = (value, wildcards) => (wildcards && wildcard.test(value) ? undefined : 'fixed');
const arn: JudgeValue = (value, wildcards) =>
  fixedOnly(value, wildcards) ?? (arnWithAccount.test(value) || arnOfBucket.test(value) ? 'account' : undefined);
const accessPointArn: JudgeValue = (value, wildcards) => (arn(value, wildcards) === undefined ? undefined : 'fixed');
const organizationPath: JudgeValue = (value, wildcards) =>
  fixedOnly(value, wildcards) ?? (/^o-[a-z0-9]{10,32}\//.test(value) ? 'account' : undefined);
const userId: JudgeValue = (value, wildcards) =>
  fixedOnly(value, wildcards) ?? (/^A[A-Z0-9]{15,}:|^\d{12}:?/.test(value) ? 'account' : undefined);
const address: JudgeValue = (value) => {
  const block = cidrOf(value);
  return block === undefined || isWide(block) ? undefined : 'network';
};
const isTrue: JudgeValue = (value) => (value.toLowerCase() === 'true' ? 'service' : undefined);
const serviceName: JudgeValue = (value, wildcards) =>
  fixedOnly(value, wildcards) === undefined ? undefined : 'service';
const mounted: JudgeValue = (value) => (value.toLowerCase() === 'true' ? 'network' : undefined);

/** Keys that say who or where from, and what makes a value of each narrow enough. AWS: "The meaning of public". */
const judges: Readonly<Record<string, JudgeValue>> = {
  'aws:principalaccount': fixedOnly,
  'aws:principalarn': arn,
  'aws:principalorgid': fixedOnly,
  'aws:principalorgpaths': organizationPath,
  'aws:sourceaccount': fixedOnly,
  'aws:sourcearn': arn,
  'aws:sourceorgid': fixedOnly,
  'aws:sourceorgpaths': organizationPath,
  'aws:sourceowner': fixedOnly,
  'aws:sourcevpc': fixedOnly,
  'aws:sourcevpcarn': arn,
  'aws:sourcevpce': fixedOnly,
  'aws:vpceaccount': fixedOnly,
  'aws:vpceorgid': fixedOnly,
  'aws:vpceorgpaths': organizationPath,
  'aws:sourceip': address,
  'aws:userid': userId,
  'aws:principalisawsservice': isTrue,
  'aws:principalservicename': serviceName,
  'aws:principalservicenameslist': serviceName,
  'ec2:sourceinstancearn': arn,
  'elasticfilesystem:accessedviamounttarget': mounted,
  'elasticfilesystem:accesspointarn': arn,
  'kms:calleraccount': fixedOnly,
  's3:dataaccesspointaccount': fixedOnly,
  's3:dataaccesspointarn': accessPointArn,
  's3:x-amz-server-side-encryption-aws-kms-key-id': arn,
};

const operatorsWithWildcards = new Set<ConditionOperator>(['StringLike', 'ArnLike', 'ArnEquals']);
const textOperators = new Set<ConditionOperator>([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);
const strengths: readonly RestrictionStrength[] = ['fixed', 'account', 'network', 'service'];

function suits(operator: ConditionOperator, judge: JudgeValue): boolean {
  if (judge === address) return operator === 'IpAddress';
  if (judge === isTrue || judge === mounted) return operator === 'Bool' || textOperators.has(operator);
  return textOperators.has(operator);
}

/** What the values of a condition restrict its key to, if the operator were the given positive one. */
function strengthOf({ key, values }: Condition, operator: ConditionOperator): RestrictionStrength | undefined {
  const judge = Object.hasOwn(judges, key) ? judges[key] : undefined;
  if (judge === undefined || !suits(operator, judge)) return undefined;
  const each = values.map((value) =>
    hasVariable(value) ? undefined : judge(value, operatorsWithWildcards.has(operator)),
  );
  if (each.includes(undefined)) return undefined;
  // No value at all matches nothing. One loose value makes the list as loose as it is, so the loosest counts.
  return strengths.toReversed().find((strength) => each.includes(strength)) ?? 'fixed';
}

function restriction(condition: Condition, strength: RestrictionStrength | undefined): Restriction | undefined {
  if (strength === undefined) return undefined;
  return { condition: describeCondition(condition), key: condition.key, values: condition.values, strength };
}

/** Whether a statement asks that the key be there: then IfExists and ForAllValues lose nothing. */
function requiresKey(statement: Statement, key: string): boolean {
  return statement.conditions.some(
    (condition) =>
      condition.operator === 'Null' &&
      condition.key === key &&
      condition.values.every((value) => value.toLowerCase() === 'false'),
  );
}

/**
 * Conditions of an Allow statement that keep strangers out. One is enough, since all conditions have to hold. Negated operators, IfExists and
 * ForAllValues (both true for a request without the key) and values with a wildcard or a policy variable do not count.
 */
export function restrictionsOf(statement: Statement): Restriction[] {
  return statement.conditions.flatMap((condition) => {
    const lax = condition.ifExists || condition.qualifier === 'ForAllValues';
    if (lax && !requiresKey(statement, condition.key)) return [];
    return restriction(condition, strengthOf(condition, condition.operator)) ?? [];
  });
}

/** The way out that one condition of a Deny leaves: who is spared because it does not hold for him. */
function escapeOf(condition: Condition): Restriction | undefined {
  const positive = negates(condition.operator);
  if (positive !== undefined) {
    // ForAnyValue is false for a request without the key, and so spares everybody who comes without it.
    if (condition.qualifier === 'ForAnyValue') return undefined;
    return restriction(condition, strengthOf(condition, positive));
  }
  const bool = condition.operator === 'Bool' || textOperators.has(condition.operator);
  const isFalse = condition.values.every((value) => value.toLowerCase() === 'false');
  if (!bool || !isFalse || condition.values.length === 0) return undefined;
  return restriction(condition, strengthOf({ ...condition, values: ['true'] }, condition.operator));
}

/**
 * Who a Deny statement spares by its conditions: empty when it has none, undefined when the conditions spare strangers too. All conditions
 * have to hold for the Deny to act, so each of them opens a way out, and each has to be narrow.
 */
export function escapesOf(statement: Statement): Restriction[] | undefined {
  const escapes = statement.conditions.map(escapeOf);
  return escapes.includes(undefined) ? undefined : escapes.flatMap((escape) => escape ?? []);
}
