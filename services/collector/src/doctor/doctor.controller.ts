/** What is missing so that an account can be judged as a whole. */
import { diagnoseAccount, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { Doctor } from './doctor.js';

@Controller()
export class DoctorController {
  constructor(private readonly doctor: Doctor) {}

  @Handle(diagnoseAccount)
  examine(@Input() { params }: RouteInput<typeof diagnoseAccount>, @Session() { tenantId }: Session) {
    return this.doctor.examine(tenantId, params.accountId);
  }
}
