/** Whether a mail can go to an address. */
import { z } from 'zod';

/** One plain address: no name, no quotes, no list, and no character that ends a header. */
const Address = z.email().max(254);

/** True for one plain address; everything else would be read as something that it is not. */
export const isMailable = (address: string): boolean => Address.safeParse(address).success;
