/** What the auth service stores and how fast it grows. */
import { getAuthStorage } from '@cspmexa/contracts';
import { Handle, StorageSampler } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';

@Controller()
export class StorageController {
  constructor(private readonly storage: StorageSampler) {}

  @Handle(getAuthStorage)
  report() {
    return this.storage.report();
  }
}
