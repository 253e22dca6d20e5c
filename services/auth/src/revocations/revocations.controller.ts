import { internalRoutes, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { RevocationStore } from './revocation.store.js';

const { listRevocations } = internalRoutes;

@Controller()
export class RevocationsController {
  constructor(private readonly revocations: RevocationStore) {}

  @Handle(listRevocations)
  list(@Input() { query }: RouteInput<typeof listRevocations>) {
    return this.revocations.since(query.after);
  }
}
