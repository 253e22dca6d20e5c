/** Resources that are read again when all are in. Until then they wait as compressed text. */
import type { Resource } from '@cspmexa/resources';
import { CompressedLines } from './compressed-lines.js';

/** Resources by kind and region, added in any order and read as often as needed. */
export class ResourceStore {
  private readonly parts = new Map<string, Map<string, CompressedLines>>();

  add(resource: Resource): void {
    const regions = this.parts.get(resource.kind) ?? new Map<string, CompressedLines>();
    this.parts.set(resource.kind, regions);
    const part = regions.get(resource.region) ?? new CompressedLines();
    regions.set(resource.region, part);
    part.add(JSON.stringify(resource));
  }

  /** The regions in which there are resources of that kind, by name. */
  regionsOf(kind: string): string[] {
    return [...(this.parts.get(kind)?.keys() ?? [])].sort();
  }

  /** The resources of a kind in one region, or in all of them, region by region. One at a time is in memory. */
  *of(kind: string, region?: string): Generator<Resource> {
    const regions = region === undefined ? this.regionsOf(kind) : [region];
    for (const name of regions)
      for (const line of this.parts.get(kind)?.get(name) ?? []) yield JSON.parse(line) as Resource; // its own text
  }
}
