/** Credentials of a customer's role: fetched when they are needed, kept in memory alone. */
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import {
  AccountLimits,
  Aws,
  Clients,
  Coverage,
  failureOf,
  malformed,
  type ClientSettings,
} from '@cspmexa/collector-kit';
import type { AccountTarget } from './account-row.js';
import type { AwsAccess } from './aws-access.js';
import { hubOf, noHubs, throughHub, type HubLookup } from './hub.js';

const action = 'sts:AssumeRole';
/** The longest session that a role gives to another role, in seconds. */
const sessionSeconds = 3_600;
/** Credentials that end sooner than this are fetched anew, in milliseconds. */
const nearExpiry = 5 * 60_000;

/** Temporary credentials of a role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Assumes a role; without an ExternalId if it is undefined. The requests are counted in `coverage`. @throws CallFailure */
export async function assumeRole(
  assumer: ClientSettings,
  roleArn: string,
  externalId: string | undefined,
  coverage = new Coverage(),
): Promise<RoleCredentials> {
  const clients = new Clients(assumer);
  const place = { partition: roleArn.split(':')[1] ?? 'aws', accountId: '', region: 'global' };
  const signal = AbortSignal.timeout(30_000);
  try {
    const aws = new Aws({ clients, coverage, limits: new AccountLimits(), service: 'sts', place, signal });
    const { Credentials } = await aws.call(action, (options) =>
      clients.sts().send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'cspmexa-collector',
          DurationSeconds: sessionSeconds,
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        }),
        options,
      ),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || Number.isNaN(Expiration.getTime()))
      throw malformed(action, 'The answer has no credentials.');
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } finally {
    clients.close();
  }
}

/** Gives the settings with which accounts are read, and keeps the sessions of their roles until shortly before they end. */
export class RoleSessions {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly awsAccess: AwsAccess,
    private readonly hubs: HubLookup = noHubs,
    private readonly assertMayRead: (account: AccountTarget) => Promise<void> = async () => undefined,
  ) {}

  /**
   * Settings for the account itself. The credentials renew themselves, and at once when they are asked for with
   * `forceRefresh`; a failure to get them is thrown by the call that needs them. What it takes to get them is counted in
   * `coverage`, for whoever is the first to need them. @throws CallFailure when our own credentials are not for this account
   */
  async settingsFor(account: AccountTarget, coverage?: Coverage): Promise<ClientSettings> {
    await this.assertMayRead(account);
    const own = await this.awsAccess.ownSettings(account);
    const { access, externalId, tenantId, id } = account;
    if (access.kind !== 'role') return own;
    const key = `${tenantId}/${id}/${access.viaAccountId ?? ''}/${access.roleArn}/${externalId}`;
    const begin = async () => assumeRole(await this.assumerOf(account, coverage), access.roleArn, externalId, coverage);
    let given: Session | undefined;
    return {
      ...own,
      credentials: (options) => {
        // Only the session that turned out to be over is replaced: whoever else found out so may have done it already.
        if (options?.['forceRefresh'] === true && given && this.sessions.get(key) === given) this.sessions.delete(key);
        given = this.session(key, begin);
        return given.credentials;
      },
    };
  }

  /** The settings with which the account's role is assumed: our own, or with the session of its hub. */
  async assumerOf(account: AccountTarget, coverage?: Coverage): Promise<ClientSettings> {
    const own = await this.awsAccess.ownSettings(account);
    if (account.access.kind !== 'role' || account.access.viaAccountId === undefined) return own;
    let hub: Promise<ClientSettings> | undefined;
    const hubSettings = async (): Promise<ClientSettings> => {
      const found = await hubOf(this.hubs, account);
      return found ? this.settingsFor(found, coverage) : own;
    };
    return {
      ...own,
      credentials: async (options) => {
        try {
          const { credentials } = await (hub ??= hubSettings());
          return typeof credentials === 'function' ? await credentials(options) : credentials;
        } catch (thrown) {
          hub = undefined;
          throw throughHub(failureOf(action, thrown));
        }
      },
    };
  }

  /** Forgets the sessions of an account and of its hub, so that the next call shows what their roles allow now. */
  forget({ tenantId, id, access }: AccountTarget): void {
    const ids = access.kind === 'role' && access.viaAccountId !== undefined ? [id, access.viaAccountId] : [id];
    for (const key of this.sessions.keys())
      if (ids.some((each) => key.startsWith(`${tenantId}/${each}/`))) this.sessions.delete(key);
  }

  private session(key: string, begin: () => Promise<RoleCredentials>): Session {
    this.forgetEnded();
    const found = this.sessions.get(key);
    if (found && found.endsAt - Date.now() > nearExpiry) return found;
    const session: Session = { credentials: begin(), endsAt: Number.POSITIVE_INFINITY };
    // At once, so that units that begin together ask for one session.
    this.sessions.set(key, session);
    session.credentials.then(
      ({ expiration }) => void (session.endsAt = expiration.getTime()),
      // A refusal is not kept: the role may be repaired.
      () => this.sessions.get(key) === session && this.sessions.delete(key),
    );
    return session;
  }

  private forgetEnded(): void {
    for (const [key, { endsAt }] of this.sessions) if (endsAt < Date.now()) this.sessions.delete(key);
  }
}

interface Session {
  readonly credentials: Promise<RoleCredentials>;
  /** Milliseconds since the epoch; infinite until it is known. */
  endsAt: number;
}
