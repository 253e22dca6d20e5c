/** Injection tokens of what has no class. */

/** The collectors, readonly Collector[]. */
export const COLLECTORS = Symbol('Collectors');
/** The ObjectStore of the snapshots. */
export const SNAPSHOTS = Symbol('Snapshots');
/** What reaching AWS takes, a Reach. */
export const REACH = Symbol('Reach');
