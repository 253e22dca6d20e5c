/** Which other endpoints an account may name: signed requests and their answers must not reach what the operator did not allow. */

/** What is wrong with an endpoint URL, or undefined. `allowed` holds host names in lower case, without ports. */
export function endpointProblem(text: string, allowed: readonly string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'This is not an http or https URL.';
  if (url.username || url.password) return 'The URL must not hold a user name or a password.';
  if (url.search || url.hash) return 'The URL must not have a query or a fragment.';
  // WHATWG URLs are compared as they are parsed: 0x7f.1 and 2130706433 are 127.0.0.1 here.
  if (!allowed.includes(url.hostname))
    return `The host ${url.hostname} is not one that COLLECTOR_ENDPOINT_HOSTS allows.`;
  return undefined;
}
