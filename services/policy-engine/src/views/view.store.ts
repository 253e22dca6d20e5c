/** Views: queries over findings that people keep, and what each decided about them. */
import { Inject, Injectable } from '@nestjs/common';
import { mayDo, View, type ViewChoice, type ViewInput } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { storableText } from '../findings/storable.js';
import type { View as Row } from '../generated/prisma/client.js';
import { Catalogue } from '../policies/catalogue.js';
import { countsOf, mostCountedViews } from './view-count.js';

/** Views that one person keeps. */
const mostOwn = 100;
/** Views that one sees. */
const mostListed = 200;

interface Choice {
  readonly pinned: boolean;
  readonly isDefault: boolean;
}
const noChoice: Choice = { pinned: false, isDefault: false };

@Injectable()
export class ViewStore {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One's own views and the shared ones, by name. */
  list(session: Session): Promise<View[]> {
    const { tenantId, email } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
        `select id from views where tenant_id = $1::uuid and (owner = $2 or shared)
         order by owner = $2 desc, lower(name), id limit ${mostListed}`,
        tenantId,
        email,
      );
      const views = await tx.view.findMany({ where: { tenantId, id: { in: rows.map(({ id }) => id) } } });
      const choices = await this.choices(tx, session);
      // What is looked at most is counted first.
      const rank = (row: Row): number => {
        const { isDefault, pinned } = choices.get(row.id) ?? noChoice;
        return isDefault ? 0 : pinned ? 1 : row.owner === email ? 2 : 3;
      };
      const ranked = views.sort((a, b) => rank(a) - rank(b) || byName(a, b));
      const counts = await this.counts(tx, session, ranked.slice(0, mostCountedViews));
      return ranked
        .map((row, at) => ({ row, count: counts[at] ?? null }))
        .sort((a, b) => byName(a.row, b.row))
        .map(({ row, count }) => viewOf(row, email, choices.get(row.id), count));
    });
  }

  /** @throws AppError conflict when one has a view of that name; too-many; forbidden to share without findings:triage. */
  add(session: Session, input: ViewInput): Promise<View> {
    const { tenantId, email } = session;
    mayShare(session, input);
    return this.database.withTenant(tenantId, async (tx) => {
      await holdViewsOf(tx, tenantId, email);
      if ((await tx.view.count({ where: { tenantId, owner: email } })) >= mostOwn) throw new AppError('too-many');
      await refuseSameName(tx, { tenantId, owner: email, name: input.name });
      const row = await tx.view.create({
        data: { tenantId, id: newId(), owner: email, createdAt: this.clock.now(), ...columnsOf(input) },
      });
      await recordAudit(tx, tenantId, { action: 'view.added', target: targetFor(row.id), after: auditedOf(row) });
      return this.show(tx, session, row);
    });
  }

  /** @throws AppError not-found, conflict as `add`; forbidden for a shared view of somebody else, unless to an admin. */
  change(session: Session, id: string, input: ViewInput): Promise<View> {
    const { tenantId } = session;
    mayShare(session, input);
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await this.changeable(tx, session, id);
      await refuseSameName(tx, { tenantId, owner: before.owner, name: input.name, except: id });
      const row = await tx.view.update({ where: { tenantId_id: { tenantId, id } }, data: columnsOf(input) });
      if (!row.shared)
        await tx.viewChoice.deleteMany({ where: { tenantId, viewId: id, person: { not: before.owner } } });
      await recordAudit(tx, tenantId, {
        ...{ action: 'view.changed', target: targetFor(id) },
        ...{ before: auditedOf(before), after: auditedOf(row) },
      });
      return this.show(tx, session, row);
    });
  }

  /** @throws AppError not-found, forbidden as `change`. */
  remove(session: Session, id: string): Promise<void> {
    const { tenantId } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await this.changeable(tx, session, id);
      await tx.viewChoice.deleteMany({ where: { tenantId, viewId: id } });
      await tx.view.delete({ where: { tenantId_id: { tenantId, id } } });
      await recordAudit(tx, tenantId, { action: 'view.removed', target: targetFor(id), before: auditedOf(before) });
    });
  }

  /** Pins a view or makes it one's default, which no other is then. @throws AppError not-found. */
  choose(session: Session, id: string, choice: ViewChoice): Promise<View> {
    const { tenantId, email: person } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      await holdViewsOf(tx, tenantId, person);
      const row = await visible(tx, session, id);
      const before = (await this.choices(tx, session)).get(id) ?? noChoice;
      const after = { pinned: choice.pinned ?? before.pinned, isDefault: choice.isDefault ?? before.isDefault };
      if (after.isDefault)
        await tx.viewChoice.updateMany({ where: { tenantId, person, isDefault: true }, data: { isDefault: false } });
      const key = { tenantId, person, viewId: id };
      await tx.viewChoice.upsert({
        where: { tenantId_person_viewId: key },
        create: { ...key, ...after },
        update: after,
      });
      await recordAudit(tx, tenantId, { action: 'view.chosen', target: targetFor(id), before, after });
      return this.show(tx, session, row);
    });
  }

  private async choices(tx: Tx, { tenantId, email: person }: Session): Promise<Map<string, Choice>> {
    const rows = await tx.viewChoice.findMany({ where: { tenantId, person } });
    return new Map(rows.map(({ viewId, pinned, isDefault }) => [viewId, { pinned, isDefault }]));
  }

  private counts(tx: Tx, { tenantId, email: me }: Session, rows: readonly Row[]): Promise<(number | null)[]> {
    const context = { now: this.clock.now(), me, catalogue: this.catalogue };
    return countsOf(
      tx,
      tenantId,
      rows.map(({ q }) => q),
      context,
    );
  }

  private async show(tx: Tx, session: Session, row: Row): Promise<View> {
    const choice = (await this.choices(tx, session)).get(row.id);
    const [count = null] = await this.counts(tx, session, [row]);
    return viewOf(row, session.email, choice, count);
  }

  /** A view that the person may change, and that nobody else changes until `tx` ends. */
  private async changeable(tx: Tx, session: Session, id: string): Promise<Row> {
    const { owner } = await visible(tx, session, id);
    await holdViewsOf(tx, session.tenantId, owner);
    const row = await visible(tx, session, id);
    const isAdmin = session.role === 'admin' && mayDo(session, 'findings:triage');
    if (row.owner !== session.email && !isAdmin) throw new AppError('forbidden');
    return row;
  }
}

/** Whatever changes the views of a person, or what they choose, comes one after the other. */
const holdViewsOf = (tx: Tx, tenantId: string, person: string): PromiseLike<unknown> =>
  tx.$executeRawUnsafe('select pg_advisory_xact_lock(hashtextextended($1, 0))', `views/${tenantId}/${person}`);

async function visible(tx: Tx, { tenantId, email }: Session, id: string): Promise<Row> {
  const row = await tx.view.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!row || (row.owner !== email && !row.shared)) throw new AppError('not-found');
  return row;
}

async function refuseSameName(
  tx: Tx,
  { tenantId, owner, name, except }: { tenantId: string; owner: string; name: string; except?: string },
): Promise<void> {
  const where = { tenantId, owner, name, ...(except === undefined ? {} : { id: { not: except } }) };
  if (await tx.view.findFirst({ where })) throw new AppError('conflict', { detail: 'There is a view of this name.' });
}

function mayShare(session: Session, { shared }: ViewInput): void {
  if (shared && !mayDo(session, 'findings:triage')) throw new AppError('forbidden');
}

const columnsOf = ({ group, q, ...rest }: ViewInput) => ({ ...rest, q: storableText(q), grouping: group });
const targetFor = (id: string) => ({ kind: 'view', id });
const auditedOf = ({ name, q, grouping, sort, columns, shared, owner }: Row) => ({
  ...{ name, q, group: grouping, sort, columns, shared, owner },
});
const byName = (a: Row, b: Row): number => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

const viewOf = (
  { id, name, q, grouping, sort, columns, shared, owner, createdAt }: Row,
  email: string,
  { pinned, isDefault }: Choice = noChoice,
  count: number | null,
): View =>
  View.parse({
    ...{ id, name, q, group: grouping, sort, columns, shared, owner, mine: owner === email, pinned, isDefault, count },
    createdAt: createdAt.toISOString(),
  });
