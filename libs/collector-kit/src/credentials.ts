/** The credentials of one account, renewed once when AWS says that they are over. */
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';

/** Fresh credentials that end sooner than this are asked for again, in milliseconds; the SDK's own bound. */
const nearExpiry = 300_000;

export class Credentials {
  /** Grows with each renewal. */
  version = 0;
  private acceptedVersion = -1;
  private fresh: AwsCredentialIdentity | undefined;
  private renewal: Promise<void> | undefined;

  constructor(private readonly source: AwsCredentialIdentity | AwsCredentialIdentityProvider) {}

  /** What the clients ask. */
  readonly provide: AwsCredentialIdentityProvider = (options) => {
    const { fresh, source } = this;
    if (typeof source !== 'function') return Promise.resolve(source);
    if (fresh && (fresh.expiration?.getTime() ?? Infinity) - Date.now() > nearExpiry) return Promise.resolve(fresh);
    return source(options);
  };

  /** AWS took credentials of that version. */
  accepted(version: number): void {
    this.acceptedVersion = Math.max(this.acceptedVersion, version);
  }

  /** Asks the provider for others than those of that version, unless someone did already. @returns whether there are. */
  async renew(version: number): Promise<boolean> {
    const { source } = this;
    if (version < this.version) return true;
    if (typeof source !== 'function' || (version > 0 && this.acceptedVersion < version)) return false;
    this.renewal ??= this.fetch(source).finally(() => (this.renewal = undefined));
    await this.renewal;
    return true;
  }

  private async fetch(source: AwsCredentialIdentityProvider): Promise<void> {
    this.fresh = await source({ forceRefresh: true });
    this.version += 1;
  }
}
