/** Whether a mail can go to an address. */
import { z } from 'zod';
import { oneLine } from './frame.js';

/** One plain address: no name, no quotes, no list, and no character that ends a header. */
const Address = z.email().max(254);

/** True for one plain address; everything else would be read as something that it is not. */
export const isMailable = (address: string): boolean => Address.safeParse(address).success;

/** How the log names a recipient that somebody else wrote, and why no mail can go there. */
export const recipientFor = (address: string): { readonly recipient: string; readonly failure?: string } =>
  isMailable(address)
    ? { recipient: address }
    : { recipient: oneLine(address).slice(0, 320), failure: 'No mail can be sent to this address.' };
