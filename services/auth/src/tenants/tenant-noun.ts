/** A tenant as the API shows it. */
import { Role, type Tenant as TenantNoun } from '@cspmexa/contracts';
import type { Tenant } from '../generated/prisma/client.js';

export const tenantOf = ({ id, name, mfaRequiredFor, createdAt }: Tenant): TenantNoun => ({
  id,
  name,
  mfaRequiredFor: mfaRequiredFor.map((role) => Role.parse(role)),
  createdAt: createdAt.toISOString(),
});
