/** The root user as the account summary shows it. */
interface Summary {
  readonly rootAccessKeys: number;
  readonly rootPassword: boolean | null;
}

/** Whether the root user has nothing to sign in with, as in accounts whose organisation manages root access centrally. */
export const cannotSignIn = ({ rootPassword, rootAccessKeys }: Summary): boolean =>
  rootPassword === false && rootAccessKeys === 0;
