/** Whether a bucket policy counts as public, by the rule that S3 documents for its block of public policies. */

interface Statement {
  Effect?: string;
  Principal?: unknown;
  NotPrincipal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** Condition keys that make a statement non-public when their values are fixed. */
const FIXING_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Whether the policy lets everybody in: an Allow for a principal with a wildcard that no fixed condition narrows. */
export function isPublicPolicy(document: string): boolean {
  const policy = JSON.parse(document) as { Statement?: Statement | Statement[] }; // checked when it was put
  return listOf(policy.Statement).some((statement) => isPublicStatement(statement as Statement)); // same check
}

function isPublicStatement(statement: Statement): boolean {
  if (statement.Effect !== 'Allow') return false;
  if (statement.NotPrincipal === undefined && !hasWildcard(statement.Principal)) return false;
  return !isNarrowed(statement.Condition ?? {});
}

function hasWildcard(principal: unknown): boolean {
  if (typeof principal === 'string') return principal.includes('*');
  if (typeof principal !== 'object' || principal === null) return false;
  return Object.entries(principal).some(
    ([kind, who]) => kind === 'AWS' && listOf(who).some((each) => String(each).includes('*')),
  );
}

function isNarrowed(conditions: Record<string, Record<string, unknown>>): boolean {
  return Object.entries(conditions).some(([operator, keys]) => {
    const name = operator.replace(/^ForAnyValue:/, '');
    if (/^(ForAllValues:|Not|Null)|Not|IfExists$/.test(name)) return false;
    return Object.entries(keys).some(
      ([key, values]) => FIXING_KEYS.has(key.toLowerCase()) && listOf(values).every((each) => isFixed(String(each))),
    );
  });
}

function isFixed(value: string): boolean {
  const cidr = /\/(\d+)$/.exec(value);
  if (cidr?.[1] !== undefined && /^[\d.]+\/|^[\da-f:]+\//i.test(value)) {
    return Number(cidr[1]) >= (value.includes(':') ? 32 : 8);
  }
  return !value.includes('*') && !value.includes('?') && !value.includes('${');
}
