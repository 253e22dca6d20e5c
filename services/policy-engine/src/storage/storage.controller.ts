/** What the engine stores, over HTTP. */
import { Controller } from '@nestjs/common';
import { getPolicyEngineStorage, type StorageReport } from '@cspmexa/contracts';
import { Handle, StorageSampler } from '@cspmexa/platform';

@Controller()
export class StorageController {
  constructor(private readonly storage: StorageSampler) {}

  @Handle(getPolicyEngineStorage)
  get(): Promise<StorageReport> {
    return this.storage.report();
  }
}
