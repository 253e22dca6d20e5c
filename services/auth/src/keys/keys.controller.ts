import { getJwks, type RouteResponse } from '@cspmexa/contracts';
import { Handle } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { KeyStore } from './key-store.js';

@Controller()
export class KeysController {
  constructor(private readonly keys: KeyStore) {}

  @Handle(getJwks)
  async get(): Promise<RouteResponse<typeof getJwks>> {
    return { keys: (await this.keys.publicKeys()).map((key) => ({ ...key })) };
  }
}
