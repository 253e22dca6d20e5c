/** Comparing scans over HTTP. */
import { Controller } from '@nestjs/common';
import { compareScans, type RouteInput, type ScanComparison } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { ScanComparisons } from './comparison.store.js';

@Controller()
export class ScanComparisonController {
  constructor(private readonly comparisons: ScanComparisons) {}

  @Handle(compareScans)
  compare(
    @Input() { query }: RouteInput<typeof compareScans>,
    @Session() { tenantId }: Session,
  ): Promise<ScanComparison> {
    return this.comparisons.compare(tenantId, query);
  }
}
