/** Accepting findings, and taking that back. */
import { Inject, Injectable } from '@nestjs/common';
import { Exception, type ExceptionInput } from '@cspmexa/contracts';
import type { FindingDetail } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import type { z } from 'zod';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { untilSettled } from '../judging/settle.js';
import { Catalogue } from '../policies/catalogue.js';
import { detailOf } from './finding-detail.js';
import type { FindingRow } from './finding-row.js';
import { writeExceptions, type ExceptionChange } from './finding-writer.js';
import { readFinding } from './finding.store.js';
import { storableText } from './storable.js';

type Person = Pick<Session, 'tenantId' | 'email'>;
type Given = z.output<typeof ExceptionInput>;

@Injectable()
export class Exceptions {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Accepts a finding, or changes the terms. @throws AppError not-found; invalid-input for an end that is not in the future; conflict when it is resolved. */
  except(person: Person, findingId: string, given: Given): Promise<FindingDetail> {
    const at = this.clock.now();
    const until = given.until === undefined ? null : new Date(given.until).toISOString();
    if (until !== null && Date.parse(until) <= at.getTime())
      throw new AppError('invalid-input', {
        errors: [{ pointer: '/body/until', message: 'It has to be in the future.' }],
      });
    return this.change(person, findingId, 'finding.excepted', at, (row) => {
      if (row.status === 'resolved') throw new AppError('conflict', { detail: 'The finding is resolved.' });
      const terms = {
        reason: storableText(given.reason),
        ticket: given.ticket ? storableText(given.ticket) : null,
        until,
      };
      if (row.status === 'excepted' && hasTerms(row, terms)) return undefined;
      const exception = { ...terms, owner: person.email, approver: person.email, createdAt: at.toISOString() };
      return { change: 'excepted', exception };
    });
  }

  /** Takes an exception back: the finding is open at once. @throws AppError not-found; conflict when there is no exception. */
  remove(person: Person, findingId: string): Promise<FindingDetail> {
    return this.change(person, findingId, 'finding.exception-removed', this.clock.now(), (row) => {
      if (row.status !== 'excepted') throw new AppError('conflict', { detail: 'The finding has no exception.' });
      return { change: 'exception-removed', exception: null };
    });
  }

  private async change(
    { tenantId, email }: Person,
    findingId: string,
    action: string,
    at: Date,
    decide: (row: FindingRow) => Pick<ExceptionChange, 'change' | 'exception'> | undefined,
  ): Promise<FindingDetail> {
    let detail: FindingDetail | undefined;
    await untilSettled(async () => {
      detail = await this.database.withTenant(tenantId, async (tx: Tx) => {
        const { row, history } = await readFinding(tx, tenantId, findingId);
        const change = decide(row);
        const audited = {
          action,
          target: { kind: 'finding', id: findingId },
          before: exceptionOf(row),
        };
        if (!change) {
          await recordAudit(tx, tenantId, { ...audited, after: exceptionOf(row) });
          return detailOf(row, history, this.catalogue);
        }
        const occasion = { at, scanId: null, actor: email };
        await writeExceptions(tx, tenantId, [{ id: row.id, version: row.version, ...change }], occasion);
        const after = await readFinding(tx, tenantId, findingId);
        await recordAudit(tx, tenantId, { ...audited, after: exceptionOf(after.row) });
        return detailOf(after.row, after.history, this.catalogue);
      });
    });
    if (!detail) throw new Error('A settled change has no result.');
    return detail;
  }
}

/** What the audit trail says of a finding that is accepted or not. */
const exceptionOf = ({ status, exception }: FindingRow) => ({ status, exception });

function hasTerms(row: FindingRow, terms: Pick<Exception, 'reason' | 'ticket' | 'until'>): boolean {
  const { reason, ticket, until } = Exception.parse(row.exception);
  return reason === terms.reason && ticket === terms.ticket && until === terms.until;
}
