/**
 * A rate that AWS does not publish, or that others use up as well, found out from how many tries are refused. AWS lets a
 * burst through and then so many a second; three tries of a call do not bridge that. So the rate is free until AWS
 * refuses most, falls until that stops, and rises again slowly. Where going slower changes nothing (a server that refuses
 * at random, or always), it is left alone, and pauses and later rounds have to do. Pure.
 */
import type { Rate } from './rates.js';

/** What was found out about one bucket; plain JSON. */
export interface Learned {
  /** Tries a second; null while nothing slows them. */
  readonly rate: number | null;
  /** When it changed, in milliseconds by the store's clock. What began under another version says nothing about this one. */
  readonly changedAt: number;
  /** Since it was looked at last. */
  readonly tries: number;
  readonly refused: number;
  /** The share that was refused when it fell last. */
  readonly lastShare: number;
  /** How often it fell without effect, one after the other. */
  readonly inVain: number;
}

export const nothingLearned: Learned = { rate: null, changedAt: 0, tries: 0, refused: 0, lastShare: 1, inVain: 0 };

/** Tries a second that the rate falls to at first, below which it does not fall, and above which it is free again. */
const firstRate = 40;
const leastRate = 2;
const freeRate = 1_000;
/** Tries after which the share of refused ones is looked at. */
export const windowSize = 20;
/**
 * Shares of refused tries above which a free rate is bound, and a bound one falls. What is below, three tries bridge. A
 * published rate is bound from the start: refusals say that others use it as well.
 */
const bindingShare = 0.6;
const fallingShare = 0.15;
/** A fall that leaves this share of the refusals had no effect; so many of them, and refusals are not about the rate. */
const noEffect = 0.85;
const inVainAtMost = 2;
/** Milliseconds for which refusals are then ignored, and after which everything that was learned is forgotten. */
const deafFor = 60_000;
const forgottenAfter = 600_000;

/** True when refusals say something about the rate. */
export const listens = ({ inVain }: Learned): boolean => inVain < inVainAtMost;

/** True for a share that changes the rate, so that everybody should hear of it soon. None got through: no bucket does that. */
export const isTelling = (tries: number, refused: number, isBound: boolean): boolean =>
  tries >= windowSize && refused < tries && refused / tries > (isBound ? fallingShare : bindingShare);

/** What is known after these tries. */
export function afterTries(
  before: Learned,
  now: number,
  published: Rate | undefined,
  { tries, refused, version }: { readonly tries: number; readonly refused: number; readonly version: number },
): Learned {
  const learned = aged(before, now);
  if (version !== learned.changedAt || !listens(learned)) return learned;
  const sum = { ...learned, tries: learned.tries + tries, refused: learned.refused + refused };
  return sum.tries < windowSize ? sum : judged(sum, now, published);
}

/** Old knowledge is none: others came and went. */
function aged(learned: Learned, now: number): Learned {
  const age = now - learned.changedAt;
  if (learned.changedAt === 0) return learned;
  if (age > forgottenAfter || (!listens(learned) && age > deafFor)) return { ...nothingLearned, changedAt: now };
  return learned;
}

function judged(learned: Learned, now: number, published: Rate | undefined): Learned {
  const { rate, tries, refused, lastShare, inVain } = learned;
  const share = refused / tries;
  const looked = { ...learned, tries: 0, refused: 0 };
  const isBound = rate !== null || published !== undefined;
  if (share <= (isBound ? fallingShare : bindingShare)) {
    const risen = rate === null ? null : rate * 1.08;
    const isFree = risen === null || risen >= (published?.refill ?? freeRate);
    return { ...looked, rate: isFree ? null : risen, lastShare: 1 };
  }
  // Nothing got through at all: that is no bucket that fills up again.
  if (share === 1) return looked;
  const fellInVain = share >= lastShare * noEffect ? inVain + 1 : 0;
  if (fellInVain >= inVainAtMost) return { ...nothingLearned, inVain: fellInVain, changedAt: now };
  const first = Math.min(firstRate, (published?.refill ?? Infinity) * 0.6);
  return {
    ...looked,
    rate: rate === null ? first : Math.max(Math.min(leastRate, first), rate * 0.6),
    lastShare: rate === null ? 1 : share,
    inVain: fellInVain,
    changedAt: now,
  };
}
