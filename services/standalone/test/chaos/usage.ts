/** What a process of this machine uses, read from /proc; null where there is none. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  readonly rssMb: number;
  readonly peakMb: number;
  /** Open files and sockets. */
  readonly handles: number;
}

export function usageOf(pid: number): Usage | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1_024;
    return { rssMb: mb('VmRSS'), peakMb: mb('VmHWM'), handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return null;
  }
}

/** By how much the values grow for each unit of `x`: the slope of the line through the points. */
export function slopeOf(points: readonly { x: number; y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / Math.max(points.length, 1);
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) return 0;
  return points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
