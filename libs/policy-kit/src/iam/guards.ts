import { hasVariable } from './condition.js';
import type { Condition, ConditionOperator, Statement } from './document.js';
import { restrictionsOf } from './restriction.js';

/** What the conditions of a trust statement ask for. An empty list: nothing, or nothing that narrows. */
export interface Guards {
  /** Values of sts:ExternalId. */
  readonly externalId: readonly string[];
  readonly mfa: boolean;
  readonly organization: readonly string[];
  readonly sourceArn: readonly string[];
  readonly sourceAccount: readonly string[];
  readonly principalArn: readonly string[];
  readonly principalAccount: readonly string[];
  readonly sourceIp: readonly string[];
  /** Networks and VPC endpoints that requests have to come through. */
  readonly network: readonly string[];
  /** Subjects of an identity token, as `key = value`. */
  readonly subject: readonly string[];
  /** Audiences of a token or assertion. */
  readonly audience: readonly string[];
  /** Other claims of an identity token that have to have a fixed value. */
  readonly claims: readonly string[];
}

const positive = new Set<ConditionOperator>([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

function asksFor({ operator, ifExists, qualifier, values }: Condition): boolean {
  return positive.has(operator) && !ifExists && qualifier !== 'ForAllValues' && values.length > 0;
}

/** Values of the conditions on the keys that `test` accepts, unless one of the values is all wildcard. */
function valuesOf(statement: Statement, test: (key: string) => boolean): string[] {
  return statement.conditions
    .filter((condition) => asksFor(condition) && test(condition.key))
    .filter(({ operator, values }) => operator === 'StringEquals' || !values.some((value) => /^[*?]*$/.test(value)))
    .filter(({ values }) => !values.some((value) => hasVariable(value)))
    .flatMap(({ values }) => values);
}

function asksForMfa({ key, operator, ifExists, qualifier, values }: Condition): boolean {
  if (ifExists || qualifier === 'ForAllValues' || values.length === 0) return false;
  const isTrue = values.every((value) => value.toLowerCase() === 'true');
  if (key === 'aws:multifactorauthpresent') return (operator === 'Bool' || positive.has(operator)) && isTrue;
  return key === 'aws:multifactorauthage' && operator.startsWith('NumericLessThan');
}

const audienceKey = /^saml:aud$|:(?:aud|app_id|client_id|azp)$/;
const claimKey = /^(?:saml:|[a-z0-9.-]+\.[a-z0-9.-]+[^:]*:)/;
const awsKey = /^(?:aws|sts|iam|s3):/;

/** Reads what a trust statement asks for. */
export function guardsOf(statement: Statement): Guards {
  const restrictions = restrictionsOf(statement);
  const restricted = (...keys: readonly string[]): string[] =>
    restrictions.filter(({ key }) => keys.includes(key)).flatMap(({ values }) => values);
  const isClaim = (key: string): boolean =>
    claimKey.test(key) && !awsKey.test(key) && !key.endsWith(':sub') && !audienceKey.test(key);
  return {
    externalId: valuesOf(statement, (key) => key === 'sts:externalid'),
    mfa: statement.conditions.some(asksForMfa),
    organization: restricted('aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths'),
    sourceArn: restricted('aws:sourcearn'),
    sourceAccount: restricted('aws:sourceaccount', 'aws:sourceowner'),
    principalArn: restricted('aws:principalarn', 'aws:userid'),
    principalAccount: restricted('aws:principalaccount'),
    sourceIp: restricted('aws:sourceip'),
    network: restricted(
      'aws:sourcevpc',
      'aws:sourcevpce',
      'aws:sourcevpcarn',
      'aws:vpceaccount',
      'aws:vpceorgid',
      'aws:vpceorgpaths',
    ),
    subject: valuesOf(statement, (key) => key.endsWith(':sub')),
    audience: valuesOf(statement, (key) => audienceKey.test(key)),
    claims: valuesOf(statement, isClaim),
  };
}
