/** Scans of sandbox accounts, for tests: the real collectors and policies over the real wire protocol, without a network. */
import { collectorList } from '@cspmexa/collectors';
import type { AwsService } from '@cspmexa/contracts';
import { policyList } from '@cspmexa/policies';
import type { Policy, Verdict } from '@cspmexa/policy-kit';
import { realisticAccount, sandboxRequestHandler, type SandboxAccount } from '@cspmexa/sandbox';
import { setImmediate } from 'node:timers/promises';
import { scanAccount, type Progress, type ScanReport } from '../src/scan/scan-account.js';

/** The clock of every account and scan. */
export const now = new Date('2026-01-15T12:00:00Z');

/** The realistic account with a clock that stands still, pages of two items, and a credential report that is there at once. */
export function stillAccount(): SandboxAccount {
  const account = realisticAccount({ now: () => now });
  Object.assign(account.state.settings, { maxPageSize: 2, credentialReportPolls: 0, freshCredentialReport: false });
  return account;
}

export interface ScanOptions {
  readonly services?: readonly AwsService[];
  readonly regions?: readonly string[];
  readonly policies?: readonly Policy[];
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Scanned {
  readonly report: ScanReport;
  readonly verdicts: readonly Verdict[];
}

/** Scans the account; a call that is never answered fails after 20 ms. */
export async function scanSandbox(account: SandboxAccount, options: ScanOptions = {}): Promise<Scanned> {
  const { services = [], regions = [], policies = policyList, maxAttempts = 1, onProgress } = options;
  const handler = sandboxRequestHandler(account, { requestTimeoutMs: 20 });
  const verdicts: Verdict[] = [];
  const report = await scanAccount({
    settings: {
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      homeRegion: 'us-east-1',
      maxAttempts,
      timeoutMs: 100,
      requestHandler: {
        ...handler,
        // Gives way to timers, as a network does.
        handle: async (...args: Parameters<typeof handler.handle>) => {
          await setImmediate();
          return handler.handle(...args);
        },
      },
    },
    collectors: collectorList,
    policies,
    scope: { services: [...services], regions: [...regions] },
    now,
    signal: options.signal ?? new AbortController().signal,
    onVerdict: (verdict) => verdicts.push(verdict),
    ...(onProgress ? { onProgress } : {}),
  });
  return { report, verdicts };
}

/** What makes a verdict the same one in two scans. */
export const keyOf = ({ policyId, region, resourceArn, discriminator }: Verdict): string =>
  [policyId, region, resourceArn, discriminator].join(' ');

/** Verdicts by their key. */
export const byKey = (verdicts: readonly Verdict[]): Map<string, Verdict> =>
  new Map(verdicts.map((verdict) => [keyOf(verdict), verdict]));
