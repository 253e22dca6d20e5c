/** The variables by which a service speaks TLS with other services, both sides with a certificate. */
import { z } from 'zod';
import { ConfigError } from '../config/load-config.js';

const file = (description: string) => z.string().min(1).optional().describe(description);

/** For the schema of a service's configuration. */
export const tlsVariables = {
  TLS_CERT_FILE: file(
    'PEM file with the certificate that this service shows to others, and its chain. With the other two TLS_ files services speak only TLS with one another.',
  ),
  TLS_KEY_FILE: file('PEM file with the private key of that certificate.'),
  TLS_CA_FILE: file('PEM file with the authorities whose certificates other services must show.'),
};

/** The PEM files of a service. They are read again when they change. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string;
}

interface TlsSettings {
  readonly TLS_CERT_FILE?: string | undefined;
  readonly TLS_KEY_FILE?: string | undefined;
  readonly TLS_CA_FILE?: string | undefined;
}

/** The three files; undefined without any. @throws ConfigError when one of them is missing: half a configuration must not mean plain HTTP. */
export function tlsFilesOf(settings: TlsSettings): TlsFiles | undefined {
  const { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key, TLS_CA_FILE: authorities } = settings;
  if (certificate && key && authorities) return { certificate, key, authorities };
  if (certificate || key || authorities)
    throw new ConfigError([
      { name: 'TLS_CERT_FILE', message: 'set it, TLS_KEY_FILE and TLS_CA_FILE, or none of them' },
    ]);
  return undefined;
}
