/** Tells a broken unique key from other failures of the database. */

/** True for PostgreSQL's 23505, as Prisma reports it for its own statements and for raw ones. */
export function isUniqueViolation(thrown: unknown, depth = 0): boolean {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return false;
  // Shapes of three libraries, probed field by field.
  const { code, originalCode, kind, meta, cause } = thrown as Record<string, unknown>;
  if (code === 'P2002' || code === '23505' || originalCode === '23505' || kind === 'UniqueConstraintViolation')
    return true;
  const driver = (meta as Record<string, unknown> | undefined)?.['driverAdapterError'];
  return isUniqueViolation(driver, depth + 1) || isUniqueViolation(cause, depth + 1);
}
