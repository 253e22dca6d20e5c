import type { ControlCounts } from '@cspmexa/contracts';

const parts = [
  ['failed', 'failed'],
  ['passed', 'passed'],
  ['unknown', 'unknown'],
  ['manual', 'manual'],
  ['not-applicable', 'notApplicable'],
] as const;

/** Controls by status as a bar. The words beside it say the numbers. */
export const StatusBar = ({ counts }: { readonly counts: ControlCounts }) => (
  <span className="status-bar" aria-hidden>
    {parts
      .filter(([, name]) => counts[name] > 0)
      .map(([status, name]) => (
        <span key={status} data-control={status} style={{ flexGrow: counts[name] }} />
      ))}
  </span>
);
