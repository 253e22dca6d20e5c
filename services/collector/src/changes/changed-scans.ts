/** Starts the scans of what has changed: of the named resources of an account in one, or of a place where none was named. Any replica may. */
import type { ResourceCause } from '@cspmexa/contracts';
import { AppError, type Clock, type Logger } from '@cspmexa/platform';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import type { AccountRow } from '../accounts/account-row.js';
import type { ScannedService } from '../scans/scope.js';
import { startScan } from '../scans/start-scan.js';
import { placeOfMark, type ChangedPlace } from './changed-place.js';

/** Resources of one scan. */
const mostTargets = 100;
/** What cannot be scanned now, because a scan of it runs, is tried again after this long, in milliseconds. */
const againMs = 3_000;
/** A place is not scanned more often than this for changes that name no resource, in milliseconds. */
const placePauseMs = 15 * 60_000;

interface Owner {
  readonly tenantId: string;
  readonly accountId: string;
}

interface Changed {
  readonly resourceArn: string;
  readonly eventId: string;
  readonly eventName: string;
  readonly actor: string | null;
  readonly at: Date;
}

export class ChangedScans {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly services: readonly ScannedService[],
    private readonly logger: Logger,
    /** As long as a change waits for others: those that came while the first one waited go with it. */
    private readonly delaySeconds: number,
  ) {}

  /** Sees to the account whose changes are due the longest; false when none is. */
  startOne(): Promise<boolean> {
    return this.database.acrossTenants(async (tx) => {
      const now = this.clock.now();
      // The account is the lock: two replicas that hold changes of one account would wait for each other.
      const [due] = await tx.$queryRawUnsafe<Owner[]>(
        `select a.tenant_id as "tenantId", a.id as "accountId" from changed_resources c
         join accounts a on a.tenant_id = c.tenant_id and a.id = c.account_id
         where c.due_at <= $1::timestamptz order by c.due_at limit 1 for update of a skip locked`,
        now,
      );
      if (!due) return false;
      await actFor(tx, due.tenantId);
      const { tenantId, accountId: id } = due;
      const account = await tx.account.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } });
      const changed = await takeWaiting(tx, due, new Date(now.getTime() + this.delaySeconds * 1_000));
      if (account.enabled && account.removedAt === null) await this.scan(tx, account, changed, now);
      else await forget(tx, due, changed);
      return true;
    });
  }

  private async scan(tx: Tx, account: AccountRow, changed: readonly Changed[], now: Date): Promise<void> {
    const places = changed.filter(({ resourceArn }) => placeOfMark(resourceArn));
    const resources = changed.filter(({ resourceArn }) => !placeOfMark(resourceArn)).slice(0, mostTargets);
    if (resources.length > 0) await this.scanResources(tx, account, resources, now);
    if (places[0]) await this.scanPlace(tx, account, places[0], now);
  }

  /** Those that another scan of named resources looks at now wait for their turn. */
  private async scanResources(tx: Tx, account: AccountRow, resources: readonly Changed[], now: Date): Promise<void> {
    const running = await tx.scan.findMany({
      where: { tenantId: account.tenantId, accountId: account.id, state: { in: ['queued', 'running'] } },
      select: { targets: true },
    });
    const busy = new Set(running.flatMap(({ targets }) => targets));
    const free = resources.filter(({ resourceArn }) => !busy.has(resourceArn));
    const waiting = resources.filter(({ resourceArn }) => busy.has(resourceArn));
    if (waiting.length > 0) await postpone(tx, account, waiting, new Date(now.getTime() + againMs));
    if (free.length > 0)
      await this.start(tx, account, free, { resources: free.map(({ resourceArn }) => resourceArn) }, now);
  }

  private async scanPlace(tx: Tx, account: AccountRow, change: Changed, now: Date): Promise<void> {
    const place = placeOfMark(change.resourceArn);
    if (!place) return;
    const scope = scopeOfPlace(place);
    const last = await tx.scan.findFirst({
      where: {
        tenantId: account.tenantId,
        accountId: account.id,
        trigger: 'change',
        services: { equals: scope.services },
        regions: { equals: scope.regions },
        targets: { isEmpty: true },
        createdAt: { gt: new Date(now.getTime() - placePauseMs) },
      },
      orderBy: { createdAt: 'desc' },
      select: { createdAt: true },
    });
    if (last) await postpone(tx, account, [change], new Date(last.createdAt.getTime() + placePauseMs));
    else await this.start(tx, account, [change], scope, now);
  }

  private async start(
    tx: Tx,
    account: AccountRow,
    changed: readonly Changed[],
    scope: Parameters<typeof startScan>[1]['scope'],
    now: Date,
  ): Promise<void> {
    try {
      const causes = changed.map((change): ResourceCause => ({ ...change, at: change.at.toISOString() }));
      const scan = await startScan(tx, { account, scope, trigger: 'change', services: this.services, now, causes });
      this.logger.info({ scanId: scan.id, accountId: account.id, changes: changed.length }, 'a change led to a scan');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'scan-running') return postpone(tx, account, changed, new Date(now.getTime() + againMs));
      // Nothing of it is in the scope of the account.
      if (error.code !== 'invalid-input') throw error;
    }
    await forget(tx, { tenantId: account.tenantId, accountId: account.id }, changed);
  }
}

const scopeOfPlace = ({ service, region }: ChangedPlace) => ({
  services: [service],
  regions: region === 'global' ? [] : [region],
});

/** Those that are being written now are left for the next time. */
const takeWaiting = (tx: Tx, { tenantId, accountId }: Owner, until: Date): PromiseLike<Changed[]> =>
  tx.$queryRawUnsafe<Changed[]>(
    `select resource_arn as "resourceArn", event_id as "eventId", event_name as "eventName", actor, at from changed_resources
     where tenant_id = $1::uuid and account_id = $2::uuid and due_at <= $3::timestamptz
     order by due_at, resource_arn limit ${2 * mostTargets} for update skip locked`,
    tenantId,
    accountId,
    until,
  );

async function postpone(tx: Tx, { tenantId, id }: AccountRow, changed: readonly Changed[], dueAt: Date): Promise<void> {
  await tx.changedResource.updateMany({
    where: { tenantId, accountId: id, resourceArn: { in: changed.map(({ resourceArn }) => resourceArn) } },
    data: { dueAt },
  });
}

async function forget(tx: Tx, { tenantId, accountId }: Owner, changed: readonly Changed[]): Promise<void> {
  await tx.changedResource.deleteMany({
    where: { tenantId, accountId, resourceArn: { in: changed.map(({ resourceArn }) => resourceArn) } },
  });
}
