/** The permission doctor. */
import type { PermissionReport } from '@cspmexa/contracts';
import type { Collector } from '@cspmexa/collector-kit';
import type { AccountCoverageStore } from '../coverage/account-coverage.js';
import { blindnessOf, type KnownPolicy } from './blindness.js';
import { diagnose } from './diagnose.js';

export class Doctor {
  private readonly blindness: ReadonlyMap<string, readonly KnownPolicy[]>;

  constructor(
    private readonly coverage: AccountCoverageStore,
    collectors: readonly Collector[],
    policies: readonly KnownPolicy[],
  ) {
    this.blindness = blindnessOf(collectors, policies);
  }

  /** @throws AppError not-found */
  async examine(tenantId: string, accountId: string): Promise<PermissionReport> {
    const coverage = await this.coverage.of(tenantId, accountId);
    const scannedAt = await this.coverage.renewedAt(tenantId, accountId);
    return diagnose({ accountId, scannedAt, coverage, blindness: this.blindness });
  }
}
