import { startTransition, useEffect, useState } from 'react';

/** The value, once a frame with it was on the screen: what takes long to draw comes after the answer to the key that asked for it. */
export function usePainted<T>(value: T): T | undefined {
  const [painted, setPainted] = useState<{ value: T }>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A frame is drawn after its callbacks: what they put off comes behind it.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted({ value })));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [value]);
  return painted?.value;
}
