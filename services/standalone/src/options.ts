/** Schemas for options of the command line. */
import { z } from 'zod';
import { suggestion } from './scan/suggestion.js';

/** One of these words, or a hint at the one that was meant. */
export const oneOf = <const T extends string>(words: readonly T[]) =>
  z.enum(words, { error: ({ input }) => `There is no ${JSON.stringify(input)}.${suggestion(String(input), words)}` });
