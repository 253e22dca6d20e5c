/** ExternalIds: what keeps one tenant's role from being assumed for another one. */
import { randomBytes } from 'node:crypto';

/** A new ExternalId with 192 random bits, made of characters that every AWS console field and template takes. */
export const newExternalId = (): string => `cspmexa-${randomBytes(24).toString('hex')}`;
