/** When accounts are scanned. */
import {
  addSchedule,
  changeSchedule,
  listSchedules,
  previewSchedule,
  removeSchedule,
  type RouteInput,
} from '@cspmexa/contracts';
import { CLOCK, Handle, Input, Session, type Clock } from '@cspmexa/platform';
import { Controller, Inject } from '@nestjs/common';
import { nextDues } from './cron.js';
import { refuseBadCron, ScheduleStore } from './schedule.store.js';

@Controller()
export class SchedulesController {
  constructor(
    private readonly schedules: ScheduleStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Handle(listSchedules)
  list(@Input() { params }: RouteInput<typeof listSchedules>, @Session() { tenantId }: Session) {
    return this.schedules.list(tenantId, params.accountId);
  }

  @Handle(addSchedule)
  add(@Input() { params, body }: RouteInput<typeof addSchedule>, @Session() { tenantId }: Session) {
    return this.schedules.add(tenantId, params.accountId, body);
  }

  @Handle(changeSchedule)
  change(@Input() { params, body }: RouteInput<typeof changeSchedule>, @Session() { tenantId }: Session) {
    return this.schedules.change(tenantId, params.scheduleId, body);
  }

  @Handle(removeSchedule)
  remove(@Input() { params }: RouteInput<typeof removeSchedule>, @Session() { tenantId }: Session) {
    return this.schedules.remove(tenantId, params.scheduleId);
  }

  @Handle(previewSchedule)
  preview(@Input() { query }: RouteInput<typeof previewSchedule>) {
    const now = this.clock.now();
    refuseBadCron(query.cron, now, '/query/cron');
    return { next: nextDues(query.cron, query.timeZone, now, 5).map((time) => time.toISOString()) };
  }
}
