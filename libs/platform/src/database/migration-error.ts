/** A migration cannot be applied: it was edited after it ran, it failed, a known one is missing, or the login may not do what it needs. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
