/** The artefacts that customers deploy, with what they need to know of the accounts. */
import type { AccountOnboarding, StackSetArtefact } from '@cspmexa/contracts';
import { actionsOf, type Collector } from '@cspmexa/collector-kit';
import type { z } from 'zod';
import type { AccountStore } from './account.store.js';
import { targetOf, type AccountTarget } from './account-row.js';
import { onboardingOf } from './onboarding.js';
import type { OwnPrincipal } from './own-principal.js';
import { roleNameOf } from './role-name.js';
import { mostAccounts, stackSetOf } from './stack-set.js';

export class Artefacts {
  private readonly actions: readonly string[];

  constructor(
    private readonly accounts: AccountStore,
    private readonly principal: OwnPrincipal,
    collectors: readonly Collector[],
    private readonly templateUrl?: string,
  ) {
    this.actions = actionsOf(collectors);
  }

  /** @throws AppError not-found */
  async ofAccount(tenantId: string, id: string): Promise<z.infer<typeof AccountOnboarding>> {
    const row = await this.accounts.row(tenantId, id);
    const account = targetOf(row);
    const { access, externalId } = account;
    return onboardingOf({
      externalId,
      role: roleNameOf(access.kind === 'role' ? access.roleArn : undefined),
      principal: await this.principalFor(account),
      partition: row.partition,
      templateUrl: this.templateUrl,
      actions: this.actions,
      discovers: row.discoveredAt !== null,
      spokes: await this.accounts.rolesThrough(tenantId, id),
    });
  }

  /** For the accounts of `ids`, or all that wait for their role. @throws AppError invalid-input */
  async stackSet(tenantId: string, ids: readonly string[] | undefined): Promise<z.infer<typeof StackSetArtefact>> {
    // One more than fits: the refusal says so.
    const accounts = await this.accounts.withRoles(tenantId, ids, mostAccounts + 1);
    const principals = new Map<string | undefined, string | undefined>();
    for (const account of accounts) {
      const via = viaOf(account);
      if (!principals.has(via)) principals.set(via, await this.principalFor(account));
    }
    const waiting = accounts.flatMap((account) =>
      account.access.kind === 'role'
        ? [{ ...account, roleArn: account.access.roleArn, principal: principals.get(viaOf(account)) }]
        : [],
    );
    return stackSetOf(waiting, this.actions);
  }

  /** Who assumes the role of an account: we, or the role of its hub. Undefined while nobody can tell. */
  private async principalFor(account: AccountTarget): Promise<string | undefined> {
    const via = viaOf(account);
    const hub = via === undefined ? undefined : await this.accounts.hub(account.tenantId, via);
    if (via === undefined) return this.principal.arn();
    if (hub?.access.kind === 'role') return hub.access.roleArn;
    // Whose credentials a profile holds is learnt from nobody but AWS.
    return hub && hub.access.profile === undefined ? this.principal.arn() : undefined;
  }
}

const viaOf = ({ access }: AccountTarget): string | undefined =>
  access.kind === 'role' ? access.viaAccountId : undefined;
