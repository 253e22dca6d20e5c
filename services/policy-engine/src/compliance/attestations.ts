/** What people say of controls, and taking that back. */
import { Inject, Injectable } from '@nestjs/common';
import type { Attestation, AttestationInput } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { storableText } from '../findings/storable.js';
import {
  attestationOf,
  endAttestation,
  everyAccount,
  insertAttestation,
  type AttestationRow,
} from './attestation-rows.js';
import { watchedAccounts } from './evidence-rows.js';
import { requireControl } from './read-compliance.js';

type Person = Pick<Session, 'tenantId' | 'email' | 'accountIds'>;

/** Longest time that somebody's word counts, in days: two years, one of them a leap year. */
const longestDays = 731;

@Injectable()
export class Attestations {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Notes what somebody says of a control, in place of what was said before. @throws AppError not-found for what is no control or no account
   * of theirs; forbidden for all accounts when they may see some only; invalid-input for an end that is past or too far away.
   */
  async attest(person: Person, given: AttestationInput): Promise<Attestation> {
    const at = this.clock.now();
    const until = new Date(given.until);
    if (until <= at) throw invalid('/body/until', 'It has to be in the future.');
    if (until.getTime() > at.getTime() + longestDays * 86_400_000) throw invalid('/body/until', 'Two years at most.');
    requireControl(given.controlId);
    return this.database.withTenant(person.tenantId, async (tx) => {
      const about = await this.about(tx, person, given);
      const before = await endAttestation(tx, person.tenantId, about, at);
      const row: AttestationRow = {
        ...about,
        id: newId(at),
        verdict: given.verdict,
        note: storableText(given.note),
        evidenceUrl: given.evidenceUrl === undefined ? null : storableText(given.evidenceUrl),
        by: person.email,
        at,
        until,
      };
      await insertAttestation(tx, person.tenantId, row);
      const after = attestationOf(row, at);
      await this.audit(tx, person, 'control.attested', about, before && attestationOf(before, at), after);
      return after;
    });
  }

  /** Takes back what was said. @throws AppError not-found when nothing was; forbidden as `attest`. */
  async remove(person: Person, given: { controlId: string; accountId?: string | undefined }): Promise<void> {
    const at = this.clock.now();
    requireControl(given.controlId);
    await this.database.withTenant(person.tenantId, async (tx) => {
      const about = await this.about(tx, person, { ...given, accountId: given.accountId ?? null });
      const before = await endAttestation(tx, person.tenantId, about, at);
      if (!before) throw new AppError('not-found');
      await this.audit(tx, person, 'control.attestation-removed', about, attestationOf(before, at), undefined);
    });
  }

  /** What is spoken of, held until the transaction ends: of two who speak at once the second one replaces the first. */
  private async about(
    tx: Tx,
    { tenantId, accountIds }: Person,
    { controlId, accountId }: { controlId: string; accountId: string | null },
  ): Promise<Pick<AttestationRow, 'controlId' | 'accountId'>> {
    if (accountId === null && accountIds !== undefined)
      throw new AppError('forbidden', { detail: 'You may see some accounts only: speak of one of them.' });
    if (accountId !== null && (await watchedAccounts(tx, tenantId, accountId)).length === 0)
      throw new AppError('not-found');
    const about = { controlId, accountId: accountId ?? everyAccount };
    await tx.$queryRawUnsafe(
      `select pg_advisory_xact_lock(hashtextextended($1, 0))::text`,
      `attestation ${tenantId} ${about.controlId} ${about.accountId}`,
    );
    return about;
  }

  private audit(
    tx: Tx,
    { tenantId }: Person,
    action: string,
    { controlId, accountId }: Pick<AttestationRow, 'controlId' | 'accountId'>,
    before: Attestation | undefined,
    after: Attestation | undefined,
  ): Promise<void> {
    const id = accountId === everyAccount ? controlId : `${controlId} ${accountId}`;
    return recordAudit(tx, tenantId, {
      action,
      target: { kind: 'control', id },
      before: before ?? null,
      after: after ?? null,
    });
  }
}

const invalid = (pointer: string, message: string): AppError =>
  new AppError('invalid-input', { errors: [{ pointer, message }] });
