import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { session } from '../api/client.js';

const StepUpDialog = lazy(async () => ({ default: (await import('./step-up-dialog.js')).StepUpDialog }));

/** Asks for a fresh proof when something needs one, in the middle of whatever the person was doing. */
export const StepUp = () => {
  const [isAsking, setIsAsking] = useState(false);
  const answer = useRef<(proven: boolean) => void>(undefined);
  useEffect(
    () =>
      session.onProofNeeded(
        () =>
          new Promise((resolve) => {
            answer.current = resolve;
            setIsAsking(true);
          }),
      ),
    [],
  );
  if (!isAsking) return null;
  const end = (proven: boolean): void => {
    setIsAsking(false);
    answer.current?.(proven);
  };
  return (
    <Suspense>
      <StepUpDialog onEnd={end} />
    </Suspense>
  );
};
