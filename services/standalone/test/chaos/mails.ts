/** The mails that the provider took for a tenant. */
import type { Installation, Tenant } from './installation.js';

/** The ids of their deliveries, oldest first, as their headers say. */
export const deliveriesOf = ({ account }: Installation, { id }: Tenant): string[] =>
  account.account.mailbox
    .filter(({ to }) => to.some((address) => address.includes(`+${id.slice(0, 8)}@`)))
    .map(({ headers }) => headers['X-Cspmexa-Delivery'] ?? '');
