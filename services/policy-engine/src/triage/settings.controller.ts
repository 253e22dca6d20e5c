/** How a tenant works with its findings, over HTTP. */
import { Controller } from '@nestjs/common';
import { changeFindingSettings, getFindingSettings, type FindingSettings, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { FindingSettingsStore } from './finding-settings.js';

@Controller()
export class FindingSettingsController {
  constructor(private readonly settings: FindingSettingsStore) {}

  @Handle(getFindingSettings)
  get(@Session() { tenantId }: Session): Promise<FindingSettings> {
    return this.settings.get(tenantId);
  }

  @Handle(changeFindingSettings)
  change(
    @Input() { body }: RouteInput<typeof changeFindingSettings>,
    @Session() session: Session,
  ): Promise<FindingSettings> {
    return this.settings.change(session, body);
  }
}
