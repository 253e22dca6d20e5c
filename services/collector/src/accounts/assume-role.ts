/** Credentials of a customer's role: fetched when they are needed, kept in memory alone. */
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { CallFailure, Clients, failureOf, type ClientSettings } from '@cspmexa/collector-kit';
import type { AccountTarget } from './account-row.js';
import type { AwsAccess } from './aws-access.js';

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

/** Assumes a role; without an ExternalId if it is undefined. @throws CallFailure */
export async function assumeRole(
  own: ClientSettings,
  roleArn: string,
  externalId: string | undefined,
): Promise<RoleCredentials> {
  const clients = new Clients(own);
  try {
    const { Credentials } = await clients.sts().send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'cspmexa-collector',
        DurationSeconds: sessionSeconds,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
      { abortSignal: AbortSignal.timeout(30_000) },
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || Number.isNaN(Expiration.getTime())) {
      throw failureOf(action, Object.assign(new Error('The answer has no credentials.'), { name: 'MalformedAnswer' }));
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } catch (thrown) {
    throw thrown instanceof CallFailure ? thrown : failureOf(action, thrown);
  } finally {
    clients.close();
  }
}

/** Gives the settings with which accounts are read, and keeps the sessions of their roles until shortly before they end. */
export class RoleSessions {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly awsAccess: AwsAccess) {}

  /** Settings for the account itself. The credentials renew themselves; a failure to get them is thrown by the call that needs them. */
  async settingsFor(account: AccountTarget): Promise<ClientSettings> {
    const own = await this.awsAccess.ownSettings(account);
    const { access, externalId } = account;
    if (access.kind !== 'role') return own;
    return {
      ...own,
      credentials: () => this.session(own, `${account.tenantId}/${account.id}`, access.roleArn, externalId),
    };
  }

  /** Forgets the session of an account, so that the next call shows what its role allows now. */
  forget(account: AccountTarget): void {
    const { tenantId, id } = account;
    for (const key of this.sessions.keys()) if (key.startsWith(`${tenantId}/${id}/`)) this.sessions.delete(key);
  }

  private session(own: ClientSettings, account: string, roleArn: string, externalId: string): Promise<RoleCredentials> {
    this.forgetEnded();
    const key = `${account}/${roleArn}/${externalId}`;
    const found = this.sessions.get(key);
    if (found && found.endsAt - Date.now() > nearExpiry) return found.credentials;
    const session: Session = { credentials: assumeRole(own, roleArn, externalId), endsAt: Number.POSITIVE_INFINITY };
    // At once, so that units that begin together ask for one session.
    this.sessions.set(key, session);
    session.credentials.then(
      ({ expiration }) => void (session.endsAt = expiration.getTime()),
      // A refusal is not kept: the role may be repaired.
      () => this.sessions.get(key) === session && this.sessions.delete(key),
    );
    return session.credentials;
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
