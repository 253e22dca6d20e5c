/** Where the snapshots of the collector are read from. */

/** Injection token of the ObjectStore with the snapshots. */
export const SNAPSHOTS = Symbol('Snapshots');
