/** Which failures of a transaction go away when it is tried again. */

const retryableStates = new Set(['40001', '40P01']);

/** True for a serialization failure or a deadlock, however Prisma or node-postgres wrapped it. */
export function isRetryable(thrown: unknown, depth = 0): boolean {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return false;
  // Unknown shapes of three libraries are probed field by field.
  const { code, originalCode, meta, cause, kind } = thrown as Record<string, unknown>;
  if (code === 'P2034' || kind === 'TransactionWriteConflict') return true;
  if (retryableStates.has(String(code)) || retryableStates.has(String(originalCode))) return true;
  const driver = (meta as Record<string, unknown> | undefined)?.['driverAdapterError'];
  return isRetryable(driver, depth + 1) || isRetryable(cause, depth + 1);
}
