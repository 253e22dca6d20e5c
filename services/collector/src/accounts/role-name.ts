/** The name of the role that an account is read through. */

export interface RoleName {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/** The name and path in a role's ARN; those that we propose for an account without one. */
export function roleNameOf(roleArn: string | undefined): RoleName {
  const [, path = '/', name = 'cspmexa-read'] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn ?? '') ?? [];
  return { name, path };
}
