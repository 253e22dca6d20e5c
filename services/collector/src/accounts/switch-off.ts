/** Switches accounts off that AWS has closed. Their findings stay: nobody has proven them fixed. */
import { accountChanged } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import type { Tx } from '../database.js';

/** Switches off those of the closed AWS accounts that are connected, and says why on each. */
export async function switchOff(
  tx: Tx,
  tenantId: string,
  closed: readonly { readonly awsAccountId: string; readonly why: string }[],
): Promise<void> {
  if (closed.length === 0) return;
  const off = await tx.$queryRawUnsafe<{ id: string; name: string; awsAccountId: string | null }[]>(
    `update accounts a set enabled = false, status = 'failing', status_detail = closed.why
     from unnest($2::text[], $3::text[]) as closed(aws_account_id, why)
     where a.tenant_id = $1::uuid and a.removed_at is null and a.enabled and not a.sandbox
       and coalesce(a.aws_account_id, split_part(a.role_arn, ':', 5)) = closed.aws_account_id
     returning a.id, a.name, a.aws_account_id as "awsAccountId"`,
    tenantId,
    closed.map(({ awsAccountId }) => awsAccountId),
    closed.map(({ why }) => `${why} It was switched off; its findings stay as they are.`),
  );
  for (const { id: accountId, ...account } of off)
    await publish(tx, tenantId, accountChanged, { accountId, ...account });
}
