/** What people change of one finding: who has it, by when, and whether it is accepted. */
import { Inject, Injectable } from '@nestjs/common';
import type { BulkAction, ExceptionInput, FindingDetail, FindingPatch } from '@cspmexa/contracts';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import type { z } from 'zod';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { holdSlaDays } from '../findings/due.js';
import { detailOf } from '../findings/finding-detail.js';
import { readFinding } from '../findings/finding.store.js';
import { Catalogue } from '../policies/catalogue.js';
import { holdFinding, type HeldFinding } from './held-finding.js';
import { mustLieAhead, stepOf, type Deed, type Skip } from './step.js';
import { tellAssigned, tellChanged } from './tell.js';
import { writeStep } from './write-steps.js';

type Person = Pick<Session, 'tenantId' | 'email'>;
type Terms = z.output<typeof ExceptionInput>;

/** What is to be done to a finding, and what the audit trail says of it. */
interface Task {
  readonly audited: string;
  readonly actions: readonly BulkAction[];
  readonly ifVersion?: number | undefined;
  readonly shown: (finding: HeldFinding) => unknown;
}

@Injectable()
export class FindingWork {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Assigns, and sets when it is due. @throws AppError not-found; changed-meanwhile; conflict for the due date of one that is resolved. */
  patch(person: Person, findingId: string, { assignee, dueAt, ifVersion }: FindingPatch): Promise<FindingDetail> {
    const actions: BulkAction[] = [];
    if (assignee !== undefined) actions.push({ kind: 'assign', assignee });
    if (dueAt !== undefined) actions.push({ kind: 'due', dueAt });
    return this.change(person, findingId, { audited: 'finding.changed', actions, ifVersion, shown: workOf });
  }

  /** Accepts it, or changes the terms. @throws AppError not-found; changed-meanwhile; invalid-input for an end that is not in the future; conflict when it is resolved. */
  except(person: Person, findingId: string, { ifVersion, ...terms }: Terms): Promise<FindingDetail> {
    mustLieAhead(terms.until, this.clock.now(), '/body/until');
    const actions: BulkAction[] = [{ kind: 'except', ...terms }];
    return this.change(person, findingId, { audited: 'finding.excepted', actions, ifVersion, shown: exceptionOf });
  }

  /** Takes an exception back: the finding is open at once. @throws AppError not-found; conflict when there is no exception. */
  removeException(person: Person, findingId: string): Promise<FindingDetail> {
    const actions: BulkAction[] = [{ kind: 'remove-exception' }];
    return this.change(person, findingId, { audited: 'finding.exception-removed', actions, shown: exceptionOf });
  }

  private change(
    { tenantId, email }: Person,
    findingId: string,
    { audited, actions, ifVersion, shown }: Task,
  ): Promise<FindingDetail> {
    const deed = { at: this.clock.now(), by: email };
    return this.database.withTenant(tenantId, async (tx: Tx) => {
      await holdSlaDays(tx, tenantId);
      const before = await holdFinding(tx, tenantId, findingId, ifVersion);
      let after = before;
      for (const action of actions) after = await act(tx, tenantId, after, action, deed);
      await recordAudit(tx, tenantId, {
        ...{ action: audited, target: { kind: 'finding', id: findingId } },
        ...{ before: shown(before), after: shown(after) },
      });
      return detailOf(await readFinding(tx, tenantId, findingId), this.catalogue);
    });
  }
}

/** Does one thing to a finding that is held. Returns what it is then. */
async function act(
  tx: Tx,
  tenantId: string,
  finding: HeldFinding,
  action: BulkAction,
  deed: Deed,
): Promise<HeldFinding> {
  const step = stepOf(action, finding, deed);
  if (step === 'no-change') return finding;
  if (typeof step === 'string') throw new AppError('conflict', { detail: sentences[step] });
  await writeStep(tx, tenantId, step, [finding], deed);
  const { id, account_id: accountId } = finding;
  if (step.change === 'assigned') await tellAssigned(tx, tenantId, { assignee: step.assignee, by: deed.by, ids: [id] });
  // Exceptions tell of themselves.
  if (step.change === 'assigned' || step.change === 'due-changed')
    await tellChanged(tx, tenantId, [{ id, accountId }], deed.by);
  return holdFinding(tx, tenantId, id);
}

const sentences: Readonly<Record<Skip, string>> = {
  resolved: 'The finding is resolved.',
  'no-exception': 'The finding has no exception.',
  'not-found': 'There is no such finding.',
  'no-change': 'It is like this already.',
  'changed-meanwhile': 'Somebody changed the finding meanwhile.',
};

const workOf = ({ assignee, due_at, due_set }: HeldFinding) => ({ assignee, dueAt: due_at, dueSet: due_set });
const exceptionOf = ({ status, exception }: HeldFinding) => ({ status, exception });
