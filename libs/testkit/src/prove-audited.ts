/** Proves of every operation that changes something that it and its one row of the audit trail happen together or not at all. */
import { AuditFacts, routeList, type Service } from '@cspmexa/contracts';
import type pg from 'pg';

// Processes that tests start import this package, too, and Jest's module exists within Jest alone.
const jest = () => globalThis as unknown as Pick<typeof import('@jest/globals'), 'expect' | 'it'>;

/** Does the operation and rejects when it is refused. It is done twice: the first time its row cannot be written. */
export type Operation = () => Promise<unknown>;

export interface AuditedService {
  /** Its tables are ours to put triggers on; see `openOwnerPool`. */
  readonly owner: pg.Pool;
  /** What the operations change, as far as nothing else changes it. */
  readonly state: () => Promise<unknown>;
}

/** Where a service writes rows, and which columns of that table they are made of. */
const places = {
  auth: {
    table: 'audit_entries',
    when: 'true',
    facts: `to_jsonb(new) || jsonb_build_object('target', jsonb_build_object('kind', new.target_kind, 'id', new.target_id),
      'userAgent', new.user_agent, 'traceId', new.trace_id, 'at', to_char(new.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
  },
  others: { table: 'outbox', when: `new.type = 'audit.recorded'`, facts: 'new.data' },
};

/** Copies each row aside, and refuses it while the test says so. */
async function watch(owner: pg.Pool, { table, when, facts }: (typeof places)['others']): Promise<void> {
  await owner.query(`
    create table audited_by_test (tenant_id uuid not null, facts jsonb not null);
    create table audit_fails (reason text not null);
    create function watch_audit() returns trigger language plpgsql security definer set search_path from current as $$
    begin
      if exists (select from audit_fails) then raise exception 'the audit trail is full'; end if;
      insert into audited_by_test values (new.tenant_id, ${facts});
      return new;
    end $$;
    create trigger watch_audit before insert on ${table} for each row when (${when}) execute function watch_audit()`);
}

/**
 * One test for each operation of a service that changes something, and one that fails when a new one has no case here.
 * `cases` by id of the route: they make what the operation needs.
 */
export function proveAudited(
  service: Service,
  under: () => AuditedService,
  cases: Readonly<Record<string, () => Promise<Operation>>>,
): void {
  const routes = routeList.filter(
    (route) => route.service === service && route.method !== 'GET' && route.unaudited === undefined,
  );
  let isWatched = false;
  const { expect, it } = jest();

  it('there is a case for each operation that changes something (U01)', () => {
    expect(Object.keys(cases).sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  it.each(routes.map(({ id }) => id))(
    '%s writes one row that says who, what, when, where and in which trace, and does nothing without it (U01)',
    async (id) => {
      const { owner, state } = under();
      if (!isWatched) await watch(owner, service === 'auth' ? places.auth : places.others);
      isWatched = true;
      const operation = await cases[id]?.();
      if (!operation) throw new Error(`${id} has no case.`);
      const before = await state();
      await owner.query(`insert into audit_fails values ('of the test'); delete from audited_by_test`);
      try {
        await expect(operation()).rejects.toThrow();
        expect(await state()).toEqual(before);
      } finally {
        await owner.query('delete from audit_fails');
      }
      const began = Date.now();
      await operation();
      expect(await state()).not.toEqual(before);
      const { rows } = await owner.query<{ tenant_id: string; facts: unknown }>('select * from audited_by_test');
      // What concerns two tenants is in the trail of each.
      expect(rows).toHaveLength(new Set(rows.map(({ tenant_id }) => tenant_id)).size);
      const row = AuditFacts.parse(rows[0]?.facts);
      expect(row).toMatchObject({
        actor: expect.stringMatching(/@/),
        action: expect.stringMatching(/^[a-z-]+\.[a-z-]+$/),
        outcome: 'done',
        reason: null,
        target: { kind: expect.stringMatching(/^[a-z-]+$/), id: expect.stringMatching(/./) },
        address: expect.stringMatching(/^[\d.:a-f]+$/),
        traceId: expect.stringMatching(/^[\da-f]{32}$/),
      });
      // Some services are given a clock of the test, which stands still.
      expect(Number.isNaN(Date.parse(row.at)) || Date.parse(row.at) > began + 600_000).toBe(false);
    },
    30_000,
  );
}
