/** What the command line's exit codes mean. */
import { severityRank, type Severity } from '@cspmexa/contracts';

export const exitCode = {
  clean: 0,
  error: 1,
  usage: 2,
  findings: 3,
  noPermission: 4,
  partial: 5,
  interrupted: 130,
  /** Who read standard output is gone: 128 and SIGPIPE, as of any other program. */
  brokenPipe: 141,
} as const;

/** From which severity on findings matter; `none`: they never do. */
export type Threshold = Severity | 'none';

/** The code of a scan that ran to its end: findings speak before holes. */
export function exitCodeOf(fails: readonly Severity[], holes: number, failOn: Threshold): number {
  const matters = (severity: Severity): boolean => failOn !== 'none' && severityRank[severity] >= severityRank[failOn];
  if (fails.some(matters)) return exitCode.findings;
  return holes > 0 ? exitCode.partial : exitCode.clean;
}
