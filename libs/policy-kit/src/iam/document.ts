import type { Glob } from './wildcard.js';

/** Patterns of Action or Resource, or, with `except`, of NotAction or NotResource. `globs[i]` is `patterns[i]` compiled. */
export interface Patterns {
  readonly except: boolean;
  readonly patterns: readonly string[];
  readonly globs: readonly Glob[];
}

/**
 * One principal, as AWS would read it. `unique-id` is what AWS shows for a deleted user or role (AIDA…, AROA…): it matches nobody any more.
 * `invalid` is a value that AWS does not accept, such as an ARN with a wildcard in it.
 */
export type Principal =
  | { readonly type: 'everyone'; readonly value: string }
  | { readonly type: 'account'; readonly value: string; readonly accountId: string }
  | { readonly type: 'identity'; readonly value: string; readonly accountId: string }
  | { readonly type: 'origin-access-identity'; readonly value: string }
  | { readonly type: 'unique-id'; readonly value: string }
  | { readonly type: 'service'; readonly value: string }
  | { readonly type: 'federated'; readonly value: string }
  | { readonly type: 'canonical-user'; readonly value: string }
  | { readonly type: 'invalid'; readonly value: string };

/** Principal, or, with `except`, NotPrincipal. */
export interface Principals {
  readonly except: boolean;
  readonly members: readonly Principal[];
}

/** Base operators, without the ForAnyValue/ForAllValues prefix and the IfExists suffix. */
export const conditionOperators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const;
export type ConditionOperator = (typeof conditionOperators)[number];

/** One operator and key with its values; all conditions of a statement have to hold, one of the values is enough. */
export interface Condition {
  readonly operator: ConditionOperator;
  readonly qualifier?: 'ForAnyValue' | 'ForAllValues';
  readonly ifExists: boolean;
  /** The key in lower case: AWS compares keys without regard to case. */
  readonly key: string;
  /** The key as written. */
  readonly name: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** Absent in trust policies and in some resource policies: the resource that the policy is attached to. */
  readonly resources?: Patterns;
  /** Absent in identity policies. */
  readonly principals?: Principals;
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  readonly kind: 'document';
  readonly version: string;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

export type ParseProblemCode =
  | 'not-json'
  | 'not-an-object'
  | 'too-large'
  | 'missing'
  | 'empty'
  | 'wrong-type'
  | 'duplicate'
  | 'conflict'
  | 'unknown-element'
  | 'unknown-effect'
  | 'unknown-operator'
  | 'unknown-principal'
  | 'unknown-version';

/** Why a document cannot be judged, and where in it: `Statement[1].Effect`. */
export interface ParseProblem {
  readonly kind: 'problem';
  readonly code: ParseProblemCode;
  readonly path: string;
  readonly detail: string;
}

/** One document or every document that applies to one identity. */
export type PolicyDocuments = PolicyDocument | readonly PolicyDocument[];

export function isProblem(parsed: PolicyDocument | ParseProblem): parsed is ParseProblem {
  return parsed.kind === 'problem';
}
