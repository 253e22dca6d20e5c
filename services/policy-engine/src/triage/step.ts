/** What a person's change does to one finding. Pure. */
import { Exception, type BulkAction, type BulkChange } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import { storableText } from '../findings/storable.js';
import type { HeldFinding } from './held-finding.js';

/** A change of one finding. Without a date it is due by the days of its severity. */
export type Step =
  | { readonly change: 'assigned'; readonly assignee: string | null }
  | { readonly change: 'due-changed'; readonly dueAt: Date | null }
  | { readonly change: 'excepted'; readonly exception: Exception }
  | { readonly change: 'exception-removed' }
  | { readonly change: 'commented'; readonly text: string };

/** Why a finding stays as it is. */
export type Skip = BulkChange['skipped'][number]['why'];

/** When something is done, and by whom: an e-mail address. */
export interface Deed {
  readonly at: Date;
  readonly by: string;
}

/** @throws AppError invalid-input for an end of an exception that is not in the future. `pointer` says where it was given. */
export function mustLieAhead(until: string | undefined, at: Date, pointer: string): void {
  if (until !== undefined && Date.parse(until) <= at.getTime())
    throw new AppError('invalid-input', { errors: [{ pointer, message: 'It has to be in the future.' }] });
}

/** What becomes of a finding; or why nothing does. */
export function stepOf(action: BulkAction, finding: HeldFinding, deed: Deed): Step | Skip {
  switch (action.kind) {
    case 'assign': {
      const { assignee } = action;
      return assignee === finding.assignee ? 'no-change' : { change: 'assigned', assignee };
    }
    case 'due':
      return finding.status === 'resolved' ? 'resolved' : dueStep(action.dueAt, finding);
    case 'comment':
      return { change: 'commented', text: storableText(action.text) };
    case 'except':
      return finding.status === 'resolved' ? 'resolved' : exceptionStep(action, finding, deed);
    case 'remove-exception':
      return finding.status === 'excepted' ? { change: 'exception-removed' } : 'no-exception';
  }
}

function dueStep(given: string | null, { due_set, due_at }: HeldFinding): Step | Skip {
  const dueAt = given === null ? null : new Date(given);
  const isSame = dueAt === null ? !due_set : due_set && due_at?.getTime() === dueAt.getTime();
  return isSame ? 'no-change' : { change: 'due-changed', dueAt };
}

function exceptionStep(
  { reason, ticket, owner, until }: Extract<BulkAction, { kind: 'except' }>,
  { status, exception }: HeldFinding,
  { at, by }: Deed,
): Step | Skip {
  const terms = {
    reason: storableText(reason),
    ticket: ticket ? storableText(ticket) : null,
    until: until === undefined ? null : new Date(until).toISOString(),
  };
  if (status === 'excepted') {
    const now = Exception.parse(exception);
    const isSame = now.reason === terms.reason && now.ticket === terms.ticket && now.until === terms.until;
    // Who does not say who answers for it leaves it with whoever does.
    if (isSame && (owner === undefined || owner === now.owner)) return 'no-change';
  }
  return {
    change: 'excepted',
    exception: { ...terms, owner: owner ?? by, approver: by, createdAt: at.toISOString() },
  };
}
