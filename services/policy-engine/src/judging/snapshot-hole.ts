/** Holes as a snapshot keeps them, with reasons that this version of the code knows. */
import { UnknownReason } from '@cspmexa/contracts';
import type { Hole } from '@cspmexa/policy-kit';
import { unknown, type SnapshotHeader } from '@cspmexa/resources';

/** The holes of a snapshot. A reason of a newer collector counts as `failed`. */
export const holesOf = (header: SnapshotHeader): Hole[] =>
  header.holes.map(({ kind, place, unknown: { reason, action, detail } }) => ({
    kind,
    place,
    unknown: unknown(UnknownReason.safeParse(reason).data ?? 'failed', action, detail),
  }));
