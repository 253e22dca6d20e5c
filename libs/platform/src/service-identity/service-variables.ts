/** What every service can be told about its life among the others. */
import { z } from 'zod';
import type { Logger } from '../logging/logger.js';
import { serviceTls, type ServiceTls } from '../tls/service-tls.js';
import { tlsFilesOf, tlsVariables } from '../tls/tls-variables.js';
import { serviceIdentity, type ServiceIdentity } from './service-identity.js';

/** For the schema of a service's configuration. */
export const serviceVariables = {
  SERVICE_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'PKCS#8 PEM file with the Ed25519 key of this service, by which others know it: needed with more than one replica. Without it each start makes a new key.',
    ),
  ...tlsVariables,
};

/** For services that speak TLS with whoever comes. */
export const healthVariables = {
  HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('A port without TLS that answers /health alone, for orchestrators that have no certificate.'),
};

type Variables = z.output<z.ZodObject<typeof serviceVariables>>;

/** Who a service is to others, and its certificate where they speak TLS. */
export interface ServiceAmongOthers {
  readonly identity: ServiceIdentity;
  readonly tls: ServiceTls | undefined;
}

/** What a service's configuration names; `identity` stands in for its key file. @throws ConfigError or Error when a file cannot be used */
export function serviceOf(
  name: string,
  config: Variables,
  logger: Logger,
  identity: ServiceIdentity = serviceIdentity({ name, keyFile: config.SERVICE_KEY_FILE }),
): ServiceAmongOthers {
  const files = tlsFilesOf(config);
  return { identity, tls: files && serviceTls(files, logger) };
}
