/** The world as far as the scan was asked to look: what lies outside is not empty, it is not known. */
import { MemoryWorld } from '@cspmexa/policy-kit';
import { unknown, type AnyKind, type Unknown } from '@cspmexa/resources';

/** A world whose listings are incomplete where the scan's scope ends. */
export class ScopedWorld extends MemoryWorld {
  /**
   * @param services that are scanned; @param regions asked for, none for all; @param regionsHole why the account's list of regions
   * could not be read.
   */
  constructor(
    private readonly services: readonly string[],
    private readonly regions: readonly string[],
    private readonly regionsHole: Unknown | undefined,
  ) {
    super();
  }

  override listing(kind: AnyKind, region?: string): Unknown | undefined {
    const hole = super.listing(kind, region);
    if (hole) return hole;
    if (!this.services.includes(kind.service))
      return unknown('not-collected', '', `The scan was not asked to look at ${kind.service}.`);
    if (kind.scope === 'global' || region !== undefined) return undefined;
    return this.regions.length > 0
      ? unknown('not-collected', '', 'The scan was not asked to look at every region.')
      : this.regionsHole;
  }
}
