/** `cspmexa scan`: collects with the usual AWS credentials and judges, without database, broker or sign-in. */
import { AwsRegion, AwsService, Language, Severity } from '@cspmexa/contracts';
import { CallFailure } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { policyList } from '@cspmexa/policies';
import type { Verdict } from '@cspmexa/policy-kit';
import { once } from 'node:events';
import { z } from 'zod';
import { exitCode, exitCodeOf } from '../exit-code.js';
import { awsSettings, wantsColour } from '../scan/config.js';
import { lineOf } from '../scan/line.js';
import { scanAccount, type Progress, type ScanReport } from '../scan/scan-account.js';
import { holesOf, tableOf } from '../scan/table.js';
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
    .pipe(z.array(item).min(1));

const Options = z.object({
  services: list(AwsService).optional(),
  regions: list(AwsRegion).optional(),
  policies: list(z.string()).optional(),
  profile: z.string().optional(),
  region: AwsRegion.optional(),
  output: z.enum(['table', 'json', 'ndjson']).default('table'),
  failOn: z.union([Severity, z.literal('none')]).default('info'),
  lang: Language.default('en'),
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
  const out = new Output(options.output === 'ndjson');
  const fails: Verdict[] = [];
  const all: Verdict[] = [];
  const stop = new AbortController();
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
        if (verdict.outcome === 'fail') fails.push(verdict);
        if (options.output === 'ndjson') out.line(JSON.stringify(lineOf(verdict, options.lang)));
        else if (options.output === 'json') all.push(verdict);
      },
      ...(options.quiet ? {} : { onProgress: progressTo(process.stderr) }),
    });
    if (options.output === 'json') out.line(JSON.stringify(documentOf(report, all, options.lang), null, 2));
    if (options.output === 'table') out.line(tableOf(fails, options.lang, wantsColour(process.stdout)).trimEnd());
    await out.end();
    if (!options.quiet) summarise(report, (performance.now() - started) / 1_000);
    if (stop.signal.aborted) return exitCode.interrupted;
    const holes = report.coverage.filter(({ outcome }) => outcome !== 'ok').length;
    return exitCodeOf(
      fails.map(({ severity }) => severity),
      holes,
      options.failOn,
    );
  } catch (error) {
    await out.end();
    if (stop.signal.aborted) return exitCode.interrupted;
    if (!(error instanceof CallFailure)) throw error;
    process.stderr.write(`cspmexa: the account could not be identified (${error.unknown.reason}): ${error.message}\n`);
    return error.unknown.reason === 'credentials' || error.unknown.reason === 'denied'
      ? exitCode.noPermission
      : exitCode.error;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

function choose(ids: readonly string[]) {
  const unknown = ids.filter((id) => !policyList.some((policy) => policy.id === id));
  if (unknown.length > 0)
    throw new UsageError([`--policies: there is no policy ${unknown.join(', ')}; see \`cspmexa policies\`.`]);
  return policyList.filter(({ id }) => ids.includes(id));
}

const documentOf = (report: ScanReport, verdicts: readonly Verdict[], language: Language) => ({
  account: report.identity,
  regions: report.regions,
  counts: { ...report.counts, resources: report.resources, verdicts: report.verdicts },
  coverage: report.coverage,
  verdicts: verdicts.map((verdict) => lineOf(verdict, language)),
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

/** Draws one line that is overwritten at a terminal; elsewhere says something every five seconds. */
function progressTo(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let spoken = performance.now();
  return ({ unitsDone, units, resources, calls, last }) => {
    const done = unitsDone === units;
    const where = last ? ` ${last.service} ${last.region}` : '';
    const line = `scanning ${unitsDone}/${units} units, ${resources} resources, ${calls} calls${where}`;
    if (stream.isTTY) stream.write(`\r\u001b[2K${line}${done ? '\n' : ''}`);
    else if (done || performance.now() - spoken > 5_000) {
      spoken = performance.now();
      stream.write(`${line}\n`);
    }
  };
}

/** Standard output in large writes, with its back-pressure respected at the end. */
class Output {
  private chunk: string[] = [];

  constructor(private readonly streams: boolean) {}

  line(text: string): void {
    this.chunk.push(text, '\n');
    if (this.streams && this.chunk.length >= 512) this.flush();
  }

  async end(): Promise<void> {
    this.flush();
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  }

  private flush(): void {
    if (this.chunk.length > 0) process.stdout.write(this.chunk.join(''));
    this.chunk = [];
  }
}
