import type { Principal, Principals } from './document.js';
import { elementsOf, Malformed, someStringsOf } from './element.js';

const accountId = /^\d{12}$/;
const identityArn = /^arn:aws[a-z0-9-]*:(?:iam|sts)::(\d{12}):([^*?]+)$/;
const originAccessIdentity = /^arn:aws[a-z0-9-]*:iam::cloudfront:user\/[^*?]+$/;
const uniqueId = /^A[A-Z0-9]{15,127}$/;
/** The longest ARN that AWS knows, with room: a longer value is not a principal, and is not worth matching. */
const longest = 4096;

function awsPrincipal(value: string): Principal {
  if (value === '*') return { type: 'everyone', value };
  if (value.length > longest) return { type: 'invalid', value };
  if (accountId.test(value)) return { type: 'account', value, accountId: value };
  const [, account, name] = identityArn.exec(value) ?? [];
  if (account !== undefined) return { type: name === 'root' ? 'account' : 'identity', value, accountId: account };
  if (originAccessIdentity.test(value)) return { type: 'origin-access-identity', value };
  return { type: uniqueId.test(value) ? 'unique-id' : 'invalid', value };
}

const kinds: Readonly<Record<string, (value: string) => Principal>> = {
  aws: awsPrincipal,
  service: (value) => ({ type: 'service', value: value.toLowerCase() }),
  federated: (value) => ({ type: 'federated', value }),
  canonicaluser: (value) => ({ type: 'canonical-user', value }),
};

/** Reads a Principal (`"*"`, `{"AWS": …}`) or, with `except`, a NotPrincipal. */
export function principalsOf(value: unknown, except: boolean, path: string): Principals {
  if (typeof value === 'string') return { except, members: someStringsOf(value, path).map(awsPrincipal) };
  const members: Principal[] = [];
  for (const [kind, element] of elementsOf(value, path)) {
    const read = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (read === undefined)
      throw new Malformed('unknown-principal', `${path}.${element.name}`, `${element.name} is no kind of principal`);
    members.push(...someStringsOf(element.value, `${path}.${element.name}`).map(read));
  }
  if (members.length === 0) throw new Malformed('empty', path, 'A principal is missing here');
  return { except, members };
}

/** Whether the statement speaks of anyone at all: `"*"`, `{"AWS": "*"}`, or everybody but some. */
export function namesEveryone(principals: Principals | undefined): boolean {
  if (principals === undefined) return false;
  const everyone = principals.members.some(({ type }) => type === 'everyone');
  return principals.except ? !everyone : everyone;
}
