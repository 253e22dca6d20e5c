/** What people say of findings. */
import { Inject, Injectable } from '@nestjs/common';
import type { FindingComment } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { PolicyEngineDatabase } from '../database.js';
import { storableText } from '../findings/storable.js';
import { addComments, dropComments } from './comments-table.js';
import { holdFinding } from './held-finding.js';
import { tellChanged } from './tell.js';

type Person = Pick<Session, 'tenantId' | 'email'>;

@Injectable()
export class Comments {
  constructor(
    private readonly database: PolicyEngineDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError not-found. */
  add({ tenantId, email: author }: Person, findingId: string, given: string): Promise<FindingComment> {
    const at = this.clock.now();
    const comment = { id: newId(at), text: storableText(given) };
    return this.database.withTenant(tenantId, async (tx) => {
      const { account_id: accountId } = await holdFinding(tx, tenantId, findingId);
      await addComments(tx, tenantId, { text: comment.text, on: [{ findingId, id: comment.id }] }, { at, by: author });
      await tellChanged(tx, tenantId, [{ id: findingId, accountId }], author);
      await recordAudit(tx, tenantId, {
        ...{ action: 'finding.commented', target: { kind: 'finding', id: findingId } },
        after: { commentId: comment.id, text: comment.text },
      });
      return { ...comment, author, at: at.toISOString() };
    });
  }

  /** Removes one's own. @throws AppError not-found for any other. */
  async remove({ tenantId, email: author }: Person, findingId: string, commentId: string): Promise<void> {
    await this.database.withTenant(tenantId, async (tx) => {
      const { account_id: accountId } = await holdFinding(tx, tenantId, findingId);
      const [dropped] = await dropComments(tx, tenantId, [commentId], author);
      if (dropped?.findingId !== findingId) throw new AppError('not-found');
      await tellChanged(tx, tenantId, [{ id: findingId, accountId }], author);
      await recordAudit(tx, tenantId, {
        ...{ action: 'finding.comment-removed', target: { kind: 'finding', id: findingId } },
        before: { commentId, text: dropped.text },
      });
    });
  }
}
