/** What is known of an account's coverage. */
import { getAccountCoverage, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { AccountCoverageStore } from './account-coverage.js';

@Controller()
export class CoverageController {
  constructor(private readonly coverage: AccountCoverageStore) {}

  @Handle(getAccountCoverage)
  async get(@Input() { params }: RouteInput<typeof getAccountCoverage>, @Session() { tenantId }: Session) {
    return { items: await this.coverage.of(tenantId, params.accountId) };
  }
}
