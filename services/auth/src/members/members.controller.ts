import {
  changeMe,
  changeMember,
  getMe,
  listMembers,
  listPeople,
  removeMember,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { MeStore } from './me.store.js';
import { MemberStore } from './member.store.js';

@Controller()
export class MembersController {
  constructor(
    private readonly members: MemberStore,
    private readonly own: MeStore,
  ) {}

  @Handle(getMe)
  me(@Session() session: Session): Promise<RouteResponse<typeof getMe>> {
    return this.own.read(session);
  }

  @Handle(changeMe)
  changeMe(@Input() { body }: RouteInput<typeof changeMe>, @Session() session: Session) {
    return this.own.change(session, body);
  }

  @Handle(listPeople)
  async people(@Session() { tenantId }: Session): Promise<RouteResponse<typeof listPeople>> {
    return { items: await this.own.people(tenantId) };
  }

  @Handle(listMembers)
  list(@Input() { query }: RouteInput<typeof listMembers>, @Session() { tenantId }: Session) {
    return this.members.list(tenantId, query);
  }

  @Handle(changeMember)
  change(@Input() { params, body }: RouteInput<typeof changeMember>, @Session() session: Session) {
    return this.members.change(session, params.memberId, body);
  }

  @Handle(removeMember)
  remove(@Input() { params }: RouteInput<typeof removeMember>, @Session() session: Session) {
    return this.members.remove(session, params.memberId);
  }
}
