/** What the notification service stores and how fast it grows. */
import { getNotificationStorage } from '@cspmexa/contracts';
import { Handle, StorageSampler } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';

@Controller()
export class StorageController {
  constructor(private readonly storage: StorageSampler) {}

  @Handle(getNotificationStorage)
  report() {
    return this.storage.report();
  }
}
