/** A service's certificate, which may be renewed on disk at any time. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from '../logging/logger.js';
import { systemClock, type Clock } from '../time/clock.js';
import type { TlsFiles } from './tls-variables.js';

/** What both ends of a connection are opened with. */
export type Credentials = Readonly<Required<Pick<SecureContextOptions, 'cert' | 'key' | 'ca' | 'minVersion'>>>;

const dayMs = 86_400_000;
/** From when on a certificate's end is worth a line in the log, in days. */
const warningDays = 30;

/** Reads the files, and reads them again when they have changed. */
export class Certificates {
  private version: string;
  private credentials: Credentials;

  /** @throws Error when a file cannot be read, or key and certificate do not belong together. */
  constructor(
    private readonly files: TlsFiles,
    private readonly logger: Logger,
    private readonly clock: Clock = systemClock,
  ) {
    this.version = this.versionOnDisk();
    this.credentials = this.load();
  }

  /** As the files are now. What cannot be used, because it is only half renewed, is logged, and the last that could be is kept. */
  current(): Credentials {
    let version = 'unreadable';
    try {
      version = this.versionOnDisk();
      if (version === this.version) return this.credentials;
      this.credentials = this.load();
      this.logger.info(this.files, 'the TLS certificate was read again');
    } catch (error) {
      if (version !== this.version)
        this.logger.warn({ error }, 'the TLS files cannot be used: the certificate from before stays');
    }
    this.version = version;
    return this.credentials;
  }

  private versionOnDisk(): string {
    return Object.values(this.files)
      .map((file: string) => statSync(file, { bigint: true }))
      .map(({ dev, ino, size, mtimeNs }) => `${dev}:${ino}:${size}:${mtimeNs}`)
      .join(' ');
  }

  private load(): Credentials {
    const credentials: Credentials = {
      cert: readFileSync(this.files.certificate),
      key: readFileSync(this.files.key),
      ca: readFileSync(this.files.authorities),
      minVersion: 'TLSv1.2',
    };
    // It says so if they do not belong together.
    createSecureContext(credentials);
    const { validTo } = new X509Certificate(readFileSync(this.files.certificate));
    const days = Math.floor((Date.parse(validTo) - this.clock.now().getTime()) / dayMs);
    if (days < warningDays)
      this.logger.warn(
        { file: this.files.certificate, endsAt: new Date(validTo), days },
        'the TLS certificate ends soon',
      );
    return credentials;
  }
}
