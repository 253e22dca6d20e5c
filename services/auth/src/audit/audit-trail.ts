/** The audit trail: who did what. Written beside the effect, read by auditors, never changed. */
import type { AuditFacts } from '@cspmexa/contracts';
import { auditFacts, countAudited, type Audited } from '@cspmexa/messaging';
import { afterCommit, CLOCK, LOGGER, type Clock, type Logger } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase, type Tx } from '../database.js';
import type { ChainedEntry } from './chain.js';
import { appendRows, knownIds, lockHead } from './entry-rows.js';

/** Whose trail tells of what belongs to no tenant. */
export const installation = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Adds a row in the transaction of what it tells about, and counts it for the running request. When it fails, so must the change. Do it
   * late in the transaction: nobody else of the tenant can add one until it ends. @returns the id of the row.
   */
  async record(tx: Tx, tenantId: string, audited: Audited): Promise<string> {
    const facts = auditFacts(audited, this.clock.now());
    await this.write(tx, tenantId, [facts]);
    countAudited(tx);
    return facts.id;
  }

  /** Adds a row in a transaction of its own: for what was refused, whose transaction is rolled back. @returns the id of the row. */
  recordAlone(tenantId: string, audited: Audited): Promise<string> {
    return this.database.withTenant(tenantId, (tx) => this.record(tx, tenantId, audited));
  }

  /** Adds rows that were made elsewhere; those that are there already are left alone. @returns how many were new. */
  async append(tx: Tx, tenantId: string, facts: readonly AuditFacts[]): Promise<number> {
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    await lockHead(tx, tenantId); // Whoever adds the same ones at this moment has ended when we look.
    const known = await knownIds(tx, tenantId, [...byId.keys()]);
    const added = [...byId.values()].filter(({ id }) => !known.has(id));
    if (added.length > 0) await this.write(tx, tenantId, added);
    return added.length;
  }

  private async write(tx: Tx, tenantId: string, facts: readonly AuditFacts[]): Promise<void> {
    const entries = await appendRows(tx, tenantId, await lockHead(tx, tenantId), facts);
    // One line of JSON for each row, so that a copy of the trail is wherever the logs are. Values stay in the database.
    afterCommit(tx, () => {
      for (const entry of entries) this.logger.info({ audit: lineOf(entry) }, 'audit');
    });
  }
}

/** A row without its values. Characters that JSON leaves as they are and that move a terminal or end a line are replaced. */
function lineOf({ before: _before, after: _after, target, ...rest }: ChainedEntry): object {
  const safe = (fields: object): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' ? value.replace(/[\u007f-\u009f\u2028\u2029]/g, '\ufffd') : value,
      ]),
    );
  return { ...safe(rest), target: safe(target) };
}
