import {
  addInvitation,
  listInvitations,
  removeInvitation,
  resendInvitation,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { InvitationStore } from './invitation.store.js';

@Controller()
export class InvitationsController {
  constructor(private readonly invitations: InvitationStore) {}

  @Handle(listInvitations)
  list(@Input() { query }: RouteInput<typeof listInvitations>, @Session() { tenantId }: Session) {
    return this.invitations.list(tenantId, query);
  }

  @Handle(addInvitation)
  add(@Input() { body }: RouteInput<typeof addInvitation>, @Session() session: Session) {
    return this.invitations.add(session, body);
  }

  @Handle(resendInvitation)
  resend(@Input() { params }: RouteInput<typeof resendInvitation>, @Session() session: Session) {
    return this.invitations.resend(session, params.invitationId);
  }

  @Handle(removeInvitation)
  remove(@Input() { params }: RouteInput<typeof removeInvitation>, @Session() session: Session) {
    return this.invitations.remove(session, params.invitationId);
  }
}
