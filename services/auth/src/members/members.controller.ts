import {
  addMember,
  changeMe,
  changeMember,
  getMe,
  listMembers,
  removeMember,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { MemberStore } from './member.store.js';

@Controller()
export class MembersController {
  constructor(private readonly members: MemberStore) {}

  @Handle(getMe)
  me(@Session() session: Session): Promise<RouteResponse<typeof getMe>> {
    return this.members.me(session);
  }

  @Handle(changeMe)
  changeMe(@Input() { body }: RouteInput<typeof changeMe>, @Session() session: Session) {
    return this.members.changeLanguage(session, body.language);
  }

  @Handle(listMembers)
  list(@Input() { query }: RouteInput<typeof listMembers>, @Session() { tenantId }: Session) {
    return this.members.list(tenantId, query.limit, query.cursor);
  }

  @Handle(addMember)
  add(@Input() { body }: RouteInput<typeof addMember>, @Session() { tenantId }: Session) {
    return this.members.add(tenantId, body.email, body.role);
  }

  @Handle(changeMember)
  change(@Input() { params, body }: RouteInput<typeof changeMember>, @Session() { tenantId }: Session) {
    return this.members.changeRole(tenantId, params.memberId, body.role);
  }

  @Handle(removeMember)
  remove(@Input() { params }: RouteInput<typeof removeMember>, @Session() { tenantId }: Session) {
    return this.members.remove(tenantId, params.memberId);
  }
}
