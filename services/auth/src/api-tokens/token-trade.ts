/** Trades a token for a machine for an access token: what it may do is decided anew each time. */
import { Role, type AccessToken } from '@cspmexa/contracts';
import { AppError, CLOCK, isApiToken, LOGGER, type Clock, type Logger } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase } from '../database.js';
import { KeyStore } from '../keys/key-store.js';
import { RevocationStore } from '../revocations/revocation.store.js';
import { hashOf } from '../sessions/refresh-token.js';
import { effectiveScope, tokenState } from './api-token.js';

/** How long the access token lives, in seconds: it is for the requests of a moment. */
const lifetime = 60;
/** How often the last use is written down at most, in milliseconds. */
const notedEveryMs = 60_000;

@Injectable()
export class TokenTrade {
  constructor(
    private readonly database: AuthDatabase,
    private readonly keys: KeyStore,
    private readonly revocations: RevocationStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** `address` is where the machine is, for the log. @throws unauthenticated for whatever opens nothing */
  async trade(token: string, address: string | null): Promise<AccessToken> {
    if (!isApiToken(token)) throw new AppError('unauthenticated');
    const hash = hashOf(token);
    // The token is the only thing that is known: the tenant is found through it.
    const found = await this.database.acrossTenants((tx) => tx.apiToken.findUnique({ where: { hash } }));
    if (!found) throw new AppError('unauthenticated');
    const { tenantId, id } = found;
    const session = await this.database.withTenant(tenantId, async (tx) => {
      const row = await tx.apiToken.findUnique({ where: { hash }, include: { member: true } });
      if (!row) return null;
      const now = this.clock.now();
      const state = tokenState(row, now.getTime());
      if (state !== 'active') {
        this.logger.warn({ apiToken: id, tenantId, state, address }, 'an API token was refused');
        return null;
      }
      await tx.apiToken.updateMany({
        where: {
          tenantId,
          id,
          OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: new Date(now.getTime() - notedEveryMs) } }],
        },
        data: { lastUsedAt: now },
      });
      const { member } = row;
      const tokensFrom = await this.revocations.tokensFrom(tx, tenantId, id);
      const ends = Math.min(Math.ceil(row.expiresAt.getTime() / 1_000), Math.ceil(now.getTime() / 1_000) + lifetime);
      return {
        tenantId,
        userId: member.id,
        email: member.email,
        role: Role.parse(member.role),
        sessionId: id,
        scope: effectiveScope(row),
        tokenName: row.name,
        ...(member.accountIds.length > 0 ? { accountIds: member.accountIds } : {}),
        ...(tokensFrom === undefined ? {} : { tokensFrom }),
        tokensUntil: ends,
      };
    });
    if (!session) throw new AppError('unauthenticated');
    return this.keys.sign(session);
  }
}
