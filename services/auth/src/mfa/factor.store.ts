/** Authenticators and recovery codes as they are kept: secrets sealed, codes hashed. Each takes a code once, whoever else holds it at the same moment. */
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../database.js';
import { Keyring, type Place } from '../keys/keyring.js';
import type { Owner } from './journal.js';
import { codeAmong, hashOfCode, newRecoveryCodes } from './recovery-codes.js';
import { judge, newSecret } from './totp.js';

/** What became of a code. `used`: it was right, and somebody has used it. */
export type Taken = 'right' | 'used' | 'wrong';

@Injectable()
export class FactorStore {
  constructor(
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes a secret in place of one that was not confirmed. @returns it in base32, or null when the member has an authenticator. */
  async propose(tx: Tx, { tenantId, memberId }: Owner): Promise<string | null> {
    const secret = newSecret();
    const { sealed, keyId } = this.keyring.seal(secret, placeOf({ tenantId, memberId }));
    const proposed = await tx.$executeRaw`
      insert into totp_factor (tenant_id, member_id, sealed, key_id, created_at)
      values (${tenantId}::uuid, ${memberId}::uuid, ${sealed}, ${keyId}, ${this.clock.now()}::timestamptz)
      on conflict (tenant_id, member_id) do update
        set sealed = excluded.sealed, key_id = excluded.key_id, created_at = excluded.created_at
        where totp_factor.confirmed_at is null`;
    return proposed === 1 ? secret : null;
  }

  /** Takes a code of the authenticator that counts, or the first code of the one that waits, which counts from then on. */
  async takeTotp(tx: Tx, { tenantId, memberId }: Owner, code: string, of: 'enrolled' | 'proposed'): Promise<Taken> {
    const confirmedAt = of === 'enrolled' ? { not: null } : null;
    const factor = await tx.totpFactor.findFirst({ where: { tenantId, memberId, confirmedAt } });
    if (!factor) return 'wrong';
    const now = this.clock.now();
    const secret = this.keyring.open(factor.sealed, factor.keyId, placeOf(factor));
    const judged = judge(code, { secret, lastStep: Number(factor.lastStep), now });
    if (judged.is !== 'right') return judged.is;
    // Compared and set by one statement: of two that hold the same code one finds a later step.
    const { count } = await tx.totpFactor.updateMany({
      where: { tenantId, memberId, confirmedAt, lastStep: { lt: judged.step } },
      data: { lastStep: judged.step, ...(of === 'proposed' ? { confirmedAt: now } : {}) },
    });
    return count === 1 ? 'right' : 'used';
  }

  /** Takes a recovery code. */
  async takeRecoveryCode(tx: Tx, { tenantId, memberId }: Owner, code: string): Promise<Taken> {
    const found = codeAmong(await tx.recoveryCode.findMany({ where: { tenantId, memberId } }), code);
    if (!found) return 'wrong';
    const { count } = await tx.recoveryCode.updateMany({
      where: { tenantId, memberId, hash: found.hash, usedAt: null },
      data: { usedAt: this.clock.now() },
    });
    return count === 1 ? 'right' : 'used';
  }

  /** Makes ten recovery codes in place of those that there are. @returns them as they are shown, once. */
  async renewRecoveryCodes(tx: Tx, { tenantId, memberId }: Owner): Promise<string[]> {
    const codes = newRecoveryCodes();
    await tx.recoveryCode.deleteMany({ where: { tenantId, memberId } });
    await tx.recoveryCode.createMany({ data: codes.map((code) => ({ tenantId, memberId, hash: hashOfCode(code) })) });
    return codes;
  }
}

/** What a member has: nothing, an authenticator that waits for its first code, or one that counts. */
export async function factorStateOf(tx: Tx, { tenantId, memberId }: Owner): Promise<'none' | 'proposed' | 'enrolled'> {
  const found = await tx.totpFactor.findUnique({ where: { tenantId_memberId: { tenantId, memberId } } });
  if (!found) return 'none';
  return found.confirmedAt ? 'enrolled' : 'proposed';
}

/** Takes a member's authenticator and recovery codes away. */
export async function removeFactor(tx: Tx, { tenantId, memberId }: Owner): Promise<void> {
  await tx.totpFactor.deleteMany({ where: { tenantId, memberId } });
  await tx.recoveryCode.deleteMany({ where: { tenantId, memberId } });
}

/** Where the secret of a member belongs: in the row of nobody else does it open. */
export const placeOf = ({ tenantId, memberId }: Owner): Place => ({ purpose: 'totp', row: `${tenantId}:${memberId}` });
