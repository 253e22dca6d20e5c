/** For kinds of which there is exactly one in an account or region: it exists without being listed. */
import { defineSource, type Listing, type Source } from '@cspmexa/collector-kit';
import type { Place } from '@cspmexa/resources';

/** One item, the unit's own place. Makes no call. */
export const thisPlace: Source<Listing<Place>> = defineSource({
  actions: [],
  load: (aws) => Promise.resolve({ items: [aws.place] }),
});
