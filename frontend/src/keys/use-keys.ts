import { useEffect, useRef } from 'react';
import { keyboard, type KeyBinding } from './keyboard.js';

/** Has keys do things as long as the component is shown. `title` heads them on the sheet of shortcuts. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  // Which keys there are and what they are called seldom changes; what they do is looked up when they are pressed.
  const told = bindings.map(({ keys, says, anywhere }) => `${keys}\t${says}\t${anywhere ?? ''}`).join('\n');
  useEffect(
    () =>
      keyboard.add({
        title,
        bindings: latest.current.map(({ keys, says, anywhere }) => ({
          keys,
          says,
          ...(anywhere ? { anywhere } : {}),
          run: (event) => latest.current.find((binding) => binding.keys === keys)?.run(event),
        })),
      }),
    [title, told],
  );
}
