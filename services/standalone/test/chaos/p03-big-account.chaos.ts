/** P03: a big account, and a long life. */
import assert from 'node:assert/strict';
import type { Scan } from '@cspmexa/contracts';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation } from './installation.js';
import { undisturbed } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { slopeOf, usageOf, type Usage } from './usage.js';
import { withInstallation } from './with-installation.js';

const resources = 10_000;
const longestSeconds = 120;
const mostMb = 512;
/** Before that a process still grows into its work: the slope says nothing. */
const soakFromMinutes = 30;
const mostMbPerMinute = 1;

export const bigAccount: Suite = {
  id: 'P03',
  title: 'a big account is scanned in bounded time and memory, again and again',
  run: async (run) => {
    await withInstallation(run, { watched: { resources, latencyMs: 0, isHealthy: true } }, (installation) =>
      run.test(`${resources} resources`, async (tell) => {
        const { scan, seconds, collectedSeconds, state } = await undisturbed(installation);
        const judged = await judgedSeconds(installation, scan);
        tell(
          `collected after ${collectedSeconds.toFixed(1)} s, judged after ${judged.toFixed(1)} s, all told after ${seconds.toFixed(1)} s; ${scan.counts.calls} calls, ${state.open} findings; peaks ${peaks(installation)}`,
        );
        assert.ok(judged <= longestSeconds, `It took ${judged.toFixed(1)} s.`);
        for (const [name, usage] of usages(installation))
          assert.ok(usage.peakMb <= mostMb, `${name} used ${usage.peakMb.toFixed(0)} MB.`);
      }),
    );
    await withInstallation(run, { watched: { latencyMs: 0 } }, (installation) =>
      run.test(`scans for ${run.options.minutes} minutes`, (tell) => soak(run, installation, tell)),
    );
  },
};

async function soak(run: ChaosRun, installation: Installation, tell: (fact: string) => void): Promise<void> {
  const { tenant } = await undisturbed(installation);
  const samples = new Map<string, { minute: number; usage: Usage }[]>();
  const started = Date.now();
  let scans = 0;
  for (; Date.now() - started < run.options.minutes * 60_000; scans += 1) {
    const { id } = await installation.scan(tenant);
    await untilEnded(tenant, id, 120_000);
    await untilSettled(installation, tenant, 60_000);
    for (const [name, usage] of usages(installation))
      samples.set(name, [...(samples.get(name) ?? []), { minute: (Date.now() - started) / 60_000, usage }]);
  }
  const facts = [...samples].map(([name, all]) => {
    // The first half is for caches and pools to fill.
    const late = all.slice(Math.floor(all.length / 2));
    const slope = (of: (usage: Usage) => number) =>
      slopeOf(late.map(({ minute, usage }) => ({ x: minute, y: of(usage) })));
    return {
      name,
      mb: slope(({ rssMb }) => rssMb),
      handles: slope(({ handles }) => handles),
      last: late.at(-1)?.usage,
    };
  });
  tell(
    `${scans} scans; ${facts.map(({ name, mb, last }) => `${name} ${last?.rssMb.toFixed(0)} MB (${mb.toFixed(1)}/min), ${last?.handles} handles`).join('; ')}`,
  );
  if (run.options.minutes < soakFromMinutes) return;
  for (const { name, mb, handles } of facts) {
    assert.ok(mb <= mostMbPerMinute, `${name} grows by ${mb.toFixed(2)} MB a minute.`);
    assert.ok(handles <= 0.2, `${name} opens ${handles.toFixed(2)} handles a minute.`);
  }
}

/** Seconds from the start of a scan to its last verdict. */
async function judgedSeconds(installation: Installation, { id, createdAt }: Scan): Promise<number> {
  const text = 'select published_at as at from judged_scans where id = $1';
  const [row] = await installation.sql<{ at: Date }>('policy-engine', text, [id]);
  if (!row) throw new Error('The scan is not judged.');
  return (row.at.getTime() - Date.parse(createdAt)) / 1_000;
}

const usages = ({ everything }: Installation): [string, Usage][] =>
  everything.flatMap(({ name, pid }) => {
    const usage = pid === undefined ? null : usageOf(pid);
    return usage ? [[name, usage] as [string, Usage]] : [];
  });

const peaks = (installation: Installation): string =>
  usages(installation)
    .map(([name, { peakMb }]) => `${name} ${peakMb.toFixed(0)} MB`)
    .join(', ');
