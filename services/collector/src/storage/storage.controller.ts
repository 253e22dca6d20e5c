/** What the collector stores and how fast it grows. */
import { getCollectorStorage } from '@cspmexa/contracts';
import { Handle, StorageSampler } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';

@Controller()
export class StorageController {
  constructor(private readonly storage: StorageSampler) {}

  @Handle(getCollectorStorage)
  report() {
    return this.storage.report();
  }
}
