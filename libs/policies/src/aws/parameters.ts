/** Numbers that people tune, as many policies have them. */
import { text, type Parameter, type Text } from '@cspmexa/policy-kit';

/** A span of days: of one day up to ten years unless it says otherwise. */
export const days = (
  title: Text,
  usual: number,
  { min = 1, max = 3_650 }: { min?: number; max?: number } = {},
): Parameter => ({ title, unit: text('days', 'dias'), default: usual, min, max });

/** How many there may be, or have to be. */
export const count = (
  title: Text,
  unit: Text,
  usual: number,
  { min, max }: { min: number; max: number },
): Parameter => ({
  ...{ title, unit, min, max },
  default: usual,
});

export const maxAge = text('Greatest age', 'Idade máxima');
export const maxUnused = text('Longest time without use', 'Maior tempo sem uso');
