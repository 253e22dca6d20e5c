/** Starting, following, cancelling and resuming scans. */
import { cancelScan, getScan, listScans, resumeScan, startScan, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { BackgroundWork } from '../background-work.js';
import { RunningUnits } from '../units/running-units.js';
import { ScanStore } from './scan.store.js';

@Controller()
export class ScansController {
  constructor(
    private readonly scans: ScanStore,
    private readonly background: BackgroundWork,
    private readonly running: RunningUnits,
  ) {}

  @Handle(listScans)
  list(@Input() { query }: RouteInput<typeof listScans>, @Session() { tenantId }: Session) {
    return this.scans.page(tenantId, query);
  }

  @Handle(startScan)
  async start(@Input() { body }: RouteInput<typeof startScan>, @Session() { tenantId }: Session) {
    const scan = await this.scans.start(tenantId, body, 'manual');
    this.background.planNow();
    return scan;
  }

  @Handle(getScan)
  get(@Input() { params }: RouteInput<typeof getScan>, @Session() { tenantId }: Session) {
    return this.scans.detail(tenantId, params.scanId);
  }

  @Handle(cancelScan)
  async cancel(@Input() { params }: RouteInput<typeof cancelScan>, @Session() { tenantId }: Session) {
    const scan = await this.scans.cancel(tenantId, params.scanId);
    // Workers elsewhere notice at their next sign of life; those of this process need not wait for it.
    this.running.abandon(scan.id);
    return scan;
  }

  @Handle(resumeScan)
  async resume(@Input() { params }: RouteInput<typeof resumeScan>, @Session() { tenantId }: Session) {
    const scan = await this.scans.resume(tenantId, params.scanId);
    this.background.planNow();
    return scan;
  }
}
