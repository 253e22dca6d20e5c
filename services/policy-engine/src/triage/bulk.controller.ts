/** Changes of many findings, over HTTP. */
import { Controller } from '@nestjs/common';
import { changeFindings, undoFindingChanges, type BulkChange, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { BulkChanges } from './bulk.js';
import { BulkUndo } from './undo.js';

@Controller()
export class BulkController {
  constructor(
    private readonly bulk: BulkChanges,
    private readonly undoing: BulkUndo,
  ) {}

  @Handle(changeFindings)
  change(@Input() { body }: RouteInput<typeof changeFindings>, @Session() session: Session): Promise<BulkChange> {
    return this.bulk.change(session, body);
  }

  @Handle(undoFindingChanges)
  undo(@Input() { params }: RouteInput<typeof undoFindingChanges>, @Session() session: Session): Promise<BulkChange> {
    return this.undoing.undo(session, params.changeId);
  }
}
