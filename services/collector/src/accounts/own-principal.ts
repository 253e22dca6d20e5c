/** Who we are in AWS: the principal that the roles of watched accounts have to trust. */
import type { AwsAccess } from './aws-access.js';
import { identifyWith } from './verify-access.js';

/** How long a failure to find out is believed, and how long a caller waits for it, in milliseconds. */
const retryAfter = 60_000;
const patience = 3_000;

/** Finds our principal once: from the configuration, or from our own credentials. */
export class OwnPrincipal {
  private found: string | undefined;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly awsAccess: AwsAccess,
    configured: string | undefined,
  ) {
    this.found = configured;
  }

  /** An ARN, or undefined while nobody can tell. */
  async arn(): Promise<string | undefined> {
    if (this.found !== undefined || performance.now() - this.lookedAt < retryAfter) return this.found;
    this.lookedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience);
    });
    this.found = await Promise.race([this.look(), tooLong]).finally(() => clearTimeout(timer));
    return this.found;
  }

  private async look(): Promise<string | undefined> {
    try {
      const settings = await this.awsAccess.ownSettings({
        access: { kind: 'default-chain' },
        endpointUrl: null,
        sandbox: false,
      });
      return principalOf((await identifyWith({ ...settings, maxAttempts: 1, timeoutMs: patience })).arn);
    } catch {
      return undefined; // No credentials of our own yet: whoever reads the artefacts fills the principal in.
    }
  }
}

/** The principal behind an identity: a session of a role stands for the role. The path of a role is not in its sessions' ARNs. */
export const principalOf = (arn: string): string =>
  arn.replace(/^(arn:[\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
