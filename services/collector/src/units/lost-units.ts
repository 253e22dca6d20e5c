/** Finds units whose worker is gone, and units that nobody came for. Any replica may look. */
import type { Logger } from '@cspmexa/platform';
import { CollectorDatabase } from '../database.js';
import { UnitStore } from './unit.store.js';

/** A queued unit that waited this long gets its message again, in seconds. */
const patience = 900;
const batch = 50;
/** After a start of the database, workers have this long to show that they live before they are taken for dead, in seconds. */
const grace = 5;

interface Lost {
  readonly tenantId: string;
  readonly id: string;
  readonly state: string;
}

export class LostUnits {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly units: UnitStore,
    private readonly logger: Logger,
  ) {}

  /** Sees to a batch of them; true when there may be more. */
  async recover(): Promise<boolean> {
    const lost = await this.database.client.$queryRawUnsafe<Lost[]>(
      `(select tenant_id as "tenantId", id, state from units
        where state = 'running' and lease_until < now() and pg_postmaster_start_time() < now() - ${grace} * interval '1 second'
        order by lease_until limit ${batch})
       union all
       (select tenant_id, id, state from units where state = 'queued' and queued_at < now() - ${patience} * interval '1 second' order by queued_at limit ${batch})`,
    );
    for (const { tenantId, id, state } of lost) {
      const outcome =
        state === 'running' ? await this.units.takeOver(tenantId, id) : await this.units.remind(tenantId, id, patience);
      if (outcome) this.logger.warn({ unitId: id, tenantId, state, outcome }, 'a unit was lost and is seen to');
    }
    return lost.length >= batch;
  }
}
