/** The work on one finding, over HTTP. */
import { Controller } from '@nestjs/common';
import {
  changeFinding,
  commentFinding,
  exceptFinding,
  removeComment,
  removeException,
  type FindingComment,
  type FindingDetail,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Comments } from './comments.js';
import { FindingWork } from './finding-work.js';

@Controller()
export class WorkController {
  constructor(
    private readonly work: FindingWork,
    private readonly comments: Comments,
  ) {}

  @Handle(changeFinding)
  change(
    @Input() { params, body }: RouteInput<typeof changeFinding>,
    @Session() session: Session,
  ): Promise<FindingDetail> {
    return this.work.patch(session, params.findingId, body);
  }

  @Handle(commentFinding)
  comment(
    @Input() { params, body }: RouteInput<typeof commentFinding>,
    @Session() session: Session,
  ): Promise<FindingComment> {
    return this.comments.add(session, params.findingId, body.text);
  }

  @Handle(removeComment)
  removeComment(@Input() { params }: RouteInput<typeof removeComment>, @Session() session: Session): Promise<void> {
    return this.comments.remove(session, params.findingId, params.commentId);
  }

  @Handle(exceptFinding)
  except(
    @Input() { params, body }: RouteInput<typeof exceptFinding>,
    @Session() session: Session,
  ): Promise<FindingDetail> {
    return this.work.except(session, params.findingId, body);
  }

  @Handle(removeException)
  removeException(
    @Input() { params }: RouteInput<typeof removeException>,
    @Session() session: Session,
  ): Promise<FindingDetail> {
    return this.work.removeException(session, params.findingId);
  }
}
