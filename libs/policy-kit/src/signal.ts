/** How the kit leaves a check in which something needed turns out to be unknown. A check never sees or catches it. */
import type { Unknown } from '@cspmexa/resources';

/** Not an Error: it is an answer, thrown often, and needs no stack. */
export class UnknownSignal {
  constructor(readonly unknown: Unknown) {}
}
