import {
  addAlertRule,
  changeAlertRule,
  listAlertRules,
  removeAlertRule,
  testAlertRule,
  type RouteInput,
} from '@cspmexa/contracts';
import { Handle, Input, languageOf, Session } from '@cspmexa/platform';
import { Controller, Headers } from '@nestjs/common';
import { RuleTests } from './rule-tests.js';
import { RuleStore } from './rule.store.js';

@Controller()
export class RulesController {
  constructor(
    private readonly rules: RuleStore,
    private readonly tests: RuleTests,
  ) {}

  @Handle(listAlertRules)
  list(@Input() { query }: RouteInput<typeof listAlertRules>, @Session() { tenantId }: Session) {
    return this.rules.list(tenantId, query.limit, query.cursor);
  }

  @Handle(addAlertRule)
  add(@Input() { body }: RouteInput<typeof addAlertRule>, @Session() { tenantId }: Session) {
    return this.rules.add(tenantId, body);
  }

  @Handle(changeAlertRule)
  change(@Input() { params, body }: RouteInput<typeof changeAlertRule>, @Session() { tenantId }: Session) {
    return this.rules.replace(tenantId, params.ruleId, body);
  }

  @Handle(removeAlertRule)
  remove(@Input() { params }: RouteInput<typeof removeAlertRule>, @Session() { tenantId }: Session) {
    return this.rules.remove(tenantId, params.ruleId);
  }

  @Handle(testAlertRule)
  test(
    @Input() { body }: RouteInput<typeof testAlertRule>,
    @Session() session: Session,
    @Headers('accept-language') languages: string | undefined,
  ) {
    return this.tests.send(session, body, languageOf(languages));
  }
}
