/** Tells the relays of this process that an outbox has something new. Other processes find it by their own relay or within a second. */

const relays = new Set<() => void>();

/** Registers a relay; returns the way to take it back. */
export function onPublished(wake: () => void): () => void {
  relays.add(wake);
  return () => void relays.delete(wake);
}

/** Wakes every relay of this process. */
export function wakeRelays(): void {
  for (const wake of relays) wake();
}
