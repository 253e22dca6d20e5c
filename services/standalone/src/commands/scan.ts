/** `cspmexa scan`: collects with the usual AWS credentials and judges, without database, broker or sign-in. */
import { AwsRegion, AwsService, Language, Severity } from '@cspmexa/contracts';
import { CallFailure } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { policyList } from '@cspmexa/policies';
import type { Verdict } from '@cspmexa/policy-kit';
import v8 from 'node:v8';
import { z } from 'zod';
import { exitCode, exitCodeOf } from '../exit-code.js';
import { oneOf } from '../options.js';
import { awsSettings, wantsColour } from '../scan/config.js';
import { lineOf } from '../scan/line.js';
import { Output } from '../scan/output.js';
import { progressTo } from '../scan/progress.js';
import { scanAccount, type ScanReport } from '../scan/scan-account.js';
import { suggestion } from '../scan/suggestion.js';
import { printable } from '../scan/printable.js';
import { holesOf, Table } from '../scan/table.js';
import { UsageError } from '../usage.js';

const list = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).min(1, 'It names nothing.'));

const Options = z.object({
  services: list(oneOf(AwsService.options)).optional(),
  regions: list(AwsRegion).optional(),
  policies: list(z.string()).optional(),
  profile: z.string().optional(),
  region: AwsRegion.optional(),
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
  failOn: oneOf([...Severity.options, 'none']).default('info'),
  lang: oneOf(Language.options).default('en'),
  quiet: z.boolean().default(false),
});

/** Runs the command. @returns the exit code. */
export async function scan(given: unknown): Promise<number> {
  const parsed = Options.safeParse(given);
  if (!parsed.success)
    throw new UsageError(
      parsed.error.issues.map(
        ({ path, message }) => `--${path[0] === 'failOn' ? 'fail-on' : String(path[0])}: ${message}`,
      ),
    );
  const options = parsed.data;
  const policies = options.policies ? choose(options.policies) : policyList;
  // The old generation grows in smaller steps, and the young one no more than it did while the program was loaded: a third less memory for
  // a big account. Many threads that clear it together wait for one another: one alone takes less time in all.
  for (const flag of ['--heap-growing-percent=30', '--semi-space-growth-factor=1', '--no-parallel-scavenge'])
    v8.setFlagsFromString(flag);
  const stop = new AbortController();
  const out = new Output(process.stdout);
  const severities = new Set<Severity>();
  const table = new Table(options.lang, wantsColour(process.stdout));
  // Verdicts are many: only the table has to wait for all that failed.
  const tellers = {
    table: (verdict: Verdict) => verdict.outcome === 'fail' && table.add(verdict),
    ndjson: (verdict: Verdict) => out.line(JSON.stringify(lineOf(verdict, options.lang))),
    json: (verdict: Verdict) =>
      out.line(`${out.lines === 0 ? '{"verdicts": [\n' : ','}${JSON.stringify(lineOf(verdict, options.lang))}`),
  };
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const started = performance.now();
  try {
    const report = await scanAccount({
      settings: await awsSettings({
        ...(options.profile === undefined ? {} : { profile: options.profile }),
        ...(options.region === undefined ? {} : { region: options.region }),
      }),
      collectors: collectorList,
      policies,
      scope: { services: options.services ?? [], regions: options.regions ?? [] },
      now: new Date(),
      signal: stop.signal,
      onVerdict: (verdict) => {
        if (verdict.outcome === 'fail') severities.add(verdict.severity);
        tellers[options.output](verdict);
      },
      keptUp: () => out.keptUp(),
      ...(options.quiet ? {} : { onProgress: progressTo(process.stderr) }),
    });
    if (options.output === 'json')
      out.line(`${out.lines === 0 ? '{"verdicts": [' : ''}], ${JSON.stringify(summaryOf(report), null, 2).slice(1)}`);
    if (options.output === 'table')
      for (const line of table.lines()) {
        out.line(line);
        await out.keptUp();
      }
    await out.end();
    if (!options.quiet) summarise(report, (performance.now() - started) / 1_000);
    if (stop.signal.aborted) return exitCode.interrupted;
    const holes = report.coverage.filter(({ outcome }) => outcome !== 'ok').length;
    return exitCodeOf([...severities], holes, options.failOn);
  } catch (error) {
    await out.end();
    if (stop.signal.aborted) return exitCode.interrupted;
    if (!(error instanceof CallFailure)) throw error;
    const { reason } = error.unknown;
    process.stderr.write(
      printable(`cspmexa: the account could not be identified (${reason}): ${error.message}`) + '\n',
    );
    return reason === 'credentials' || reason === 'denied' ? exitCode.noPermission : exitCode.error;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

function choose(ids: readonly string[]) {
  const known = policyList.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new UsageError(unknown.map((id) => `--policies: There is no policy ${id}.${suggestion(id, known)}`));
  return policyList.filter(({ id }) => ids.includes(id));
}

const summaryOf = ({ identity, regions, counts, resources, verdicts, coverage }: ScanReport) => ({
  account: identity,
  regions,
  counts: { ...counts, resources, verdicts },
  coverage,
});

function summarise({ counts, resources, verdicts, coverage, identity }: ScanReport, seconds: number): void {
  const holes = holesOf(coverage);
  const lines = [
    `account ${identity.accountId} (${identity.partition})`,
    `calls ${counts.calls}, retries ${counts.retries}, throttles ${counts.throttles}, resources ${resources}, seconds ${seconds.toFixed(1)}`,
    `verdicts ${verdicts.pass + verdicts.fail + verdicts.unknown}: ${verdicts.pass} pass, ${verdicts.fail} fail, ${verdicts.unknown} unknown`,
    ...(holes.length > 0 ? ['could not be looked at:', ...holes] : ['everything was looked at']),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
