/** Writes a new scan. It is planned in the background: nothing here calls AWS. */
import type { ResourceCause, ScanScope, ScanTrigger } from '@cspmexa/contracts';
import type { z } from 'zod';
import { AppError, newId } from '@cspmexa/platform';
import { scopeOf, targetOf, type AccountRow } from '../accounts/account-row.js';
import type { Tx } from '../database.js';
import { checkTargets } from '../targets/check-targets.js';
import { scanScopeOf, type ScanRow } from './scan-row.js';
import { isTargeted, narrow, overlaps, type ScannedService } from './scope.js';

export interface NewScan {
  readonly account: AccountRow;
  /** Lists may be left out: they are empty then. */
  readonly scope: Partial<ScanScope>;
  readonly trigger: z.infer<typeof ScanTrigger>;
  readonly services: readonly ScannedService[];
  readonly now: Date;
  /** The newest change of each resource that it is started for. */
  readonly causes?: readonly ResourceCause[];
  /** The due time that it is started for. One scan alone can be. */
  readonly schedule?: { readonly id: string; readonly dueAt: Date };
}

/**
 * Starts a scan of an account that `tx` has locked, so that its scans are numbered and compared one after the other.
 * Started by a person, it is refused when the account's scope leaves something of it out; otherwise it does what is left.
 * @throws AppError invalid-input for a scope outside the account's own or a resource that is not one of the account's,
 * scan-running for one that a running scan overlaps.
 */
export async function startScan(
  tx: Tx,
  { account, scope: asked, trigger, services, now, causes = [], schedule }: NewScan,
): Promise<ScanRow> {
  const { tenantId, id: accountId } = account;
  const scope = permitted(account, withAllLists(asked), trigger === 'manual', services);
  const running = await tx.scan.findMany({ where: { tenantId, accountId, state: { in: ['queued', 'running'] } } });
  if (running.some((scan) => overlaps(scanScopeOf(scan), scope, services))) throw new AppError('scan-running');
  const { generation } = await tx.account.update({
    where: { tenantId_id: { tenantId, id: accountId } },
    data: { generation: { increment: 1 } },
    select: { generation: true },
  });
  return tx.scan.create({
    data: {
      tenantId,
      id: newId(now),
      accountId,
      awsAccountId: account.awsAccountId,
      state: 'queued',
      trigger,
      services: scope.services,
      regions: scope.regions,
      severities: scope.severities,
      targets: scope.resources,
      urgent: isTargeted(scope),
      causes: causes.filter(({ resourceArn }) => scope.resources.includes(resourceArn)),
      ...(schedule ? { scheduleId: schedule.id, dueAt: schedule.dueAt } : {}),
      generation,
      createdAt: now,
    },
  });
}

const withAllLists = ({ services = [], regions = [], severities = [], resources = [] }: Partial<ScanScope>) => ({
  services,
  regions,
  severities: [...new Set(severities)],
  resources: [...new Set(resources)],
});

/** What may be scanned of what was asked for. @throws AppError invalid-input */
function permitted(
  account: AccountRow,
  asked: ScanScope,
  isStrict: boolean,
  services: readonly ScannedService[],
): ScanScope {
  if (!isTargeted(asked)) {
    const { scope, missed, nothing } = narrow(scopeOf(account), asked);
    // A schedule was valid when it was made: if the account's scope has changed since, it does what is left of it.
    if (nothing || (isStrict && missed.length > 0)) throw new AppError('invalid-input', { errors: [...missed] });
    return { ...scope, severities: asked.severities, resources: [] };
  }
  const narrowing = (['services', 'regions', 'severities'] as const).filter((list) => asked[list].length > 0);
  const message = 'A scan of named resources looks at nothing else: leave this list empty.';
  if (narrowing.length > 0)
    throw new AppError('invalid-input', {
      errors: narrowing.map((list) => ({ pointer: `/body/scope/${list}`, message })),
    });
  const kinds = services.flatMap((service) => service.kinds);
  const { targets, problems } = checkTargets(asked.resources, { ...targetOf(account), scope: scopeOf(account) }, kinds);
  if (targets.length === 0 || (isStrict && problems.length > 0))
    throw new AppError('invalid-input', { errors: [...problems] });
  return { ...asked, resources: [...targets] };
}
