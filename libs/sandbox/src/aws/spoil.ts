/** Answers that are spoiled on their way: cut, replaced, or with pages that never end. */
import type { Fault } from './faults.js';
import type { SandboxResponse } from './http.js';
import { membersOf, type Shape } from './wire/schema.js';

/** The token that a `repeatToken` fault gives on every page. */
export const LOOP_TOKEN = 'c2FuZGJveC1sb29w';

const TOKEN_MEMBERS = ['NextToken', 'nextToken', 'Marker', 'ContinuationToken'];

/** Takes the loop token out of an input, so that the page it stands for is the first one again. */
export function stripLoopToken(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => !(TOKEN_MEMBERS.includes(name) && value === LOOP_TOKEN)),
  );
}

/** Puts the token into an output whose operation has pages. */
export function withLoopToken(shape: Shape, output: object, token: string): object {
  const names = membersOf(shape).map((member) => member.name);
  const looped: Record<string, unknown> = { ...output };
  for (const name of TOKEN_MEMBERS) if (names.includes(name)) looped[name] = token;
  if (names.includes('IsTruncated')) looped['IsTruncated'] = true;
  return looped;
}

const HTML = '<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1><br>nginx & friends</body></html>\n';

/** Spoils an answer as its fault says. */
export function spoilBody(response: SandboxResponse, fault: Fault): SandboxResponse {
  switch (fault.kind) {
    case 'timeout':
      return { ...response, delivery: 'never' };
    case 'reset':
      return { ...response, delivery: 'reset' };
    case 'truncated':
      return { ...response, delivery: 'truncated' };
    case 'emptyBody':
      return { ...response, body: Buffer.alloc(0) };
    case 'html':
      return { ...response, headers: { 'content-type': 'text/html' }, body: Buffer.from(HTML) };
    case 'garbage':
      return { ...response, body: Buffer.from('\u0000<<<&&&{{{ not an answer \uFFFD>') };
    case 'custom': {
      const { body, status = 200, headers = {} } = fault.custom ?? {};
      if (body === undefined) return { ...response, headers: { ...response.headers, ...headers } };
      return { ...response, status, headers: { ...response.headers, ...headers }, body: Buffer.from(body) };
    }
    default:
      return response;
  }
}
