/** The command was called in a way that it cannot understand: exit code 2, with what to do instead. */
export class UsageError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'UsageError';
  }
}
