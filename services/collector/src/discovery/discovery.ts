/** Asks AWS Organizations, through a connected account, which accounts there are. */
import { failureOf } from '@cspmexa/collector-kit';
import { AppError, type Clock } from '@cspmexa/platform';
import type { Unknown } from '@cspmexa/resources';
import { targetOf, type AccountTarget } from '../accounts/account-row.js';
import type { AccountStore } from '../accounts/account.store.js';
import type { RoleSessions } from '../accounts/assume-role.js';
import type { DiscoveredStore, Tally } from './discovered.store.js';
import { organizationActions } from './organization-actions.js';
import { Organization, type Patience } from './organization.js';

/** A person waits for it: less than the edge waits for us. */
const whilePeopleWait: Patience = { milliseconds: 12_000, pathCalls: 200 };
/** After how long an organization is looked through again, in milliseconds. */
export const daily = 86_400_000;

export class Discovery {
  constructor(
    private readonly accounts: AccountStore,
    private readonly discovered: DiscoveredStore,
    private readonly sessions: RoleSessions,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks now, and has the account asked again each day from now on.
   * @throws AppError not-found, credentials-missing, role-not-assumable, not-an-organization, unavailable
   */
  async look(tenantId: string, accountId: string, patience = whilePeopleWait): Promise<Tally> {
    const account = targetOf(await this.accounts.row(tenantId, accountId));
    if (account.sandbox)
      throw new AppError('not-an-organization', { detail: 'A sandbox account is in no organization.' });
    await this.accounts.noteAsked(tenantId, accountId);
    const organization = await this.reach(account, patience);
    try {
      const { items: accounts, hole } = await organization.accounts();
      if (hole && accounts.length === 0) throw this.refusal(account, hole);
      if (accounts.length === 0)
        throw new AppError('not-an-organization', { detail: 'The list of accounts is empty.' });
      const paths = await organization.paths();
      const { awsAccountId: ownAwsAccountId } = account;
      const look = { through: accountId, ownAwsAccountId, accounts, isWhole: hole === undefined };
      const tally = await this.discovered.note(tenantId, look, paths);
      if (!hole) return tally;
      // The background has the time for the rest.
      await this.accounts.noteAsked(tenantId, accountId, new Date(this.clock.now().getTime() - daily));
      const detail = `The list broke off after ${accounts.length} accounts, which are noted; none was taken for closed. It is tried again in the background. ${hole.detail}`;
      throw new AppError('unavailable', { detail });
    } finally {
      organization.close();
    }
  }

  private async reach(account: AccountTarget, patience: Patience): Promise<Organization> {
    try {
      return new Organization(await this.sessions.settingsFor(account), patience);
    } catch (thrown) {
      throw new AppError('credentials-missing', { detail: failureOf('sts:GetCallerIdentity', thrown).unknown.detail });
    }
  }

  private refusal(account: AccountTarget, { reason, action, detail }: Unknown): AppError {
    const isOwn = account.access.kind === 'default-chain';
    if (reason === 'credentials' || action === 'sts:AssumeRole') {
      // Whatever is wrong with the session, the next look begins a new one.
      this.sessions.forget(account);
      return new AppError(isOwn ? 'credentials-missing' : 'role-not-assumable', { detail });
    }
    if (reason === 'denied')
      return new AppError('not-an-organization', {
        detail: `${detail} Its role needs ${organizationActions.join(', ')}: the onboarding of this account holds them from now on.`,
      });
    if (detail.startsWith('AWSOrganizationsNotInUseException')) return new AppError('not-an-organization', { detail });
    return new AppError('unavailable', { detail });
  }
}
