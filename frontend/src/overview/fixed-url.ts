import type { Overview, Severity } from '@cspmexa/contracts';
import { findingsUrl } from '../findings/findings-view.js';

/** The address of what ended in the days of a trend, and so of what the mean time to fix was measured on; of one severity, if it is given. */
export function fixedUrl(trend: Overview['trend'], severity?: Severity): string {
  const since = trend[0]?.day;
  return findingsUrl({
    q: ['is:resolved', severity && `severity:${severity}`, since && `fixed:>=${since}`].filter(Boolean).join(' '),
    sort: '-changedAt',
  });
}
