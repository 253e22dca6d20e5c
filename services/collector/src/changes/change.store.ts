/** Changes in the database: each event once, the newest of each resource, until its scan is started. */
import type { Clock } from '@cspmexa/platform';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import { actorOf } from './actor.js';
import type { ChangeEvent } from './change-event.js';
import type { Named } from './named-resources.js';
import { markOf } from './changed-place.js';

interface Watched {
  readonly tenantId: string;
  readonly accountId: string;
}

/** What became of an event: written for an account, told before, or of an account that nobody watches. */
export type Noted = 'noted' | 'known' | 'unwatched';

export class ChangeStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    /** Changes come in bursts: a scan waits this long for more of them. */
    private readonly delaySeconds: number,
  ) {}

  /** Notes a change for every tenant that watches the account, in one transaction. */
  note(event: ChangeEvent, named: Named): Promise<Noted> {
    return this.database.acrossTenants(async (tx) => {
      const watched = await tx.$queryRawUnsafe<Watched[]>(
        `select tenant_id as "tenantId", id as "accountId" from accounts
         where aws_account_id = $1 and enabled and removed_at is null order by tenant_id, id`,
        event.recipientAccountId,
      );
      let noted: Noted = watched.length === 0 ? 'unwatched' : 'known';
      for (const of of watched) {
        await actFor(tx, of.tenantId);
        if (!(await this.isNew(tx, of, event))) continue;
        await this.remember(
          tx,
          of,
          event,
          'arns' in named ? await rightArns(tx, of, named.arns) : [markOf(named.place)],
        );
        noted = 'noted';
      }
      return noted;
    });
  }

  private async isNew(tx: Tx, { tenantId, accountId }: Watched, { eventID }: ChangeEvent): Promise<boolean> {
    const noted = await tx.$executeRawUnsafe(
      `insert into change_events (tenant_id, account_id, event_id, received_at) values ($1::uuid, $2::uuid, $3, $4::timestamptz)
       on conflict do nothing`,
      tenantId,
      accountId,
      eventID,
      this.clock.now(),
    );
    return noted === 1;
  }

  /** The newest change of each is kept, in whatever order they come; its scan is due when the first of them said so. */
  private async remember(
    tx: Tx,
    { tenantId, accountId }: Watched,
    event: ChangeEvent,
    resources: readonly string[],
  ): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + this.delaySeconds * 1_000);
    await tx.$executeRawUnsafe(
      `insert into changed_resources as known (tenant_id, account_id, resource_arn, event_id, event_name, actor, at, due_at)
       select $1::uuid, $2::uuid, arn, $3, $4, $5, $6::timestamptz, $7::timestamptz from unnest($8::text[]) as changed (arn) order by arn
       on conflict (tenant_id, account_id, resource_arn) do update set
         event_id = excluded.event_id, event_name = excluded.event_name, actor = excluded.actor, at = excluded.at
         where known.at < excluded.at`,
      tenantId,
      accountId,
      event.eventID,
      event.eventName,
      actorOf(event.userIdentity),
      new Date(event.eventTime),
      dueAt,
      [...new Set(resources)],
    );
  }
}

/** IAM names its things without their paths: where the inventory has one thing of that kind and name under another path, that one is meant. */
async function rightArns(tx: Tx, { tenantId, accountId }: Watched, arns: readonly string[]): Promise<string[]> {
  const named = arns.flatMap((arn) => {
    const [, kind, name] = /:iam::\d{12}:(user|group|role|server-certificate)\/([^/]+)$/.exec(arn) ?? [];
    return kind !== undefined && name !== undefined ? [{ arn, kind: `aws.iam.${kind}`, name }] : [];
  });
  if (named.length === 0) return [...arns];
  const found = await tx.$queryRawUnsafe<{ arn: string; right: string }[]>(
    `select named.arn, r.arn as "right" from unnest($3::text[], $4::text[], $5::text[]) as named (arn, kind, name)
     join resources r on r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.kind = named.kind and lower(r.name) = lower(named.name)
       and r.deleted_at is null`,
    tenantId,
    accountId,
    named.map(({ arn }) => arn),
    named.map(({ kind }) => kind),
    named.map(({ name }) => name),
  );
  const rights = new Map(found.map(({ arn, right }) => [arn, right]));
  return arns.map((arn) => rights.get(arn) ?? arn);
}
