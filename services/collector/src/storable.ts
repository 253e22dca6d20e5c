/** PostgreSQL's text cannot hold a NUL character: input with one is refused before it gets there. */
import { AppError } from '@cspmexa/platform';

/** Returns the input. @throws AppError invalid-input that points at the first text with a NUL. `pointer` is where the input is, such as /body. */
export function storable<T>(input: T, pointer: string): T {
  const at = findNul(input, pointer);
  if (at !== undefined)
    throw new AppError('invalid-input', { errors: [{ pointer: at, message: 'It contains the character U+0000.' }] });
  return input;
}

function findNul(value: unknown, pointer: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? pointer : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value)
    .map(([key, inner]) => findNul(inner, `${pointer}/${key}`))
    .find((found) => found !== undefined);
}
