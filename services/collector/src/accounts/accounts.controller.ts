/** Connecting, checking and removing AWS accounts. */
import {
  addAccount,
  addSandboxAccount,
  changeAccount,
  checkAccount,
  getAccount,
  getAccountOnboarding,
  getIamPolicy,
  getSandbox,
  getStackSet,
  listAccounts,
  removeAccount,
  type RouteInput,
} from '@cspmexa/contracts';
import { actionsOf, iamPolicyOf, type Collector } from '@cspmexa/collector-kit';
import { AppError, Handle, Input, Session } from '@cspmexa/platform';
import { Controller, Inject } from '@nestjs/common';
import { CONFIG, type CollectorConfig } from '../config.js';
import { COLLECTORS } from '../tokens.js';
import { AccountAccessCheck } from './account-check.js';
import { AccountStore } from './account.store.js';
import { AWS_ACCESS, type AwsAccess } from './aws-access.js';
import { Artefacts } from './artefacts.js';
import { endpointProblem } from './endpoint-host.js';
import { OwnCredentials } from './own-credentials.js';

@Controller()
export class AccountsController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly check: AccountAccessCheck,
    private readonly artefacts: Artefacts,
    private readonly ownCredentials: OwnCredentials,
    @Inject(AWS_ACCESS) private readonly aws: AwsAccess,
    @Inject(CONFIG) private readonly config: CollectorConfig,
    @Inject(COLLECTORS) private readonly collectors: readonly Collector[],
  ) {}

  @Handle(listAccounts)
  list(@Input() { query }: RouteInput<typeof listAccounts>, @Session() { tenantId }: Session) {
    return this.accounts.page(tenantId, query);
  }

  @Handle(getAccount)
  get(@Input() { params }: RouteInput<typeof getAccount>, @Session() { tenantId }: Session) {
    return this.accounts.get(tenantId, params.accountId);
  }

  @Handle(addAccount)
  async add(@Input() { body }: RouteInput<typeof addAccount>, @Session() { tenantId }: Session) {
    const problem =
      body.endpointUrl === undefined
        ? undefined
        : endpointProblem(body.endpointUrl, this.config.COLLECTOR_ENDPOINT_HOSTS);
    if (problem !== undefined)
      throw new AppError('invalid-input', { errors: [{ pointer: '/body/endpointUrl', message: problem }] });
    if (body.access.kind === 'default-chain') await this.ownCredentials.assertOf(tenantId);
    return this.accounts.add(tenantId, body);
  }

  @Handle(getSandbox)
  sandbox() {
    return { offered: this.aws.sandbox !== undefined };
  }

  @Handle(addSandboxAccount)
  addSandbox(@Session() { tenantId }: Session) {
    if (!this.aws.sandbox) throw new AppError('no-sandbox');
    return this.accounts.addSandbox(tenantId, this.aws.sandbox);
  }

  @Handle(changeAccount)
  change(@Input() { params, body }: RouteInput<typeof changeAccount>, @Session() { tenantId }: Session) {
    return this.accounts.change(tenantId, params.accountId, body);
  }

  @Handle(removeAccount)
  remove(@Input() { params }: RouteInput<typeof removeAccount>, @Session() { tenantId }: Session) {
    return this.accounts.remove(tenantId, params.accountId);
  }

  @Handle(checkAccount)
  tryAccess(@Input() { params }: RouteInput<typeof checkAccount>, @Session() { tenantId }: Session) {
    return this.check.run(tenantId, params.accountId);
  }

  @Handle(getAccountOnboarding)
  onboarding(@Input() { params }: RouteInput<typeof getAccountOnboarding>, @Session() { tenantId }: Session) {
    return this.artefacts.ofAccount(tenantId, params.accountId);
  }

  @Handle(getStackSet)
  stackSet(@Input() { query }: RouteInput<typeof getStackSet>, @Session() { tenantId }: Session) {
    return this.artefacts.stackSet(tenantId, query.accountId);
  }

  @Handle(getIamPolicy)
  iamPolicy() {
    return iamPolicyOf(actionsOf(this.collectors));
  }
}
