/** Whether a member has signed in from somewhere before. */
import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Tx } from '../database.js';

/** Where a request comes from, as the edge has seen it. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** For how long a browser stays known after its last sign-in, in days. */
export const knownDays = 90;

/** Notes a sign-in. @returns whether the browser or its network is new. */
export async function noteBrowser(
  tx: Tx,
  { tenantId, id: memberId }: { readonly tenantId: string; readonly id: string },
  from: Origin,
  now: Date,
): Promise<boolean> {
  await tx.knownBrowser.deleteMany({
    where: { tenantId, memberId, seenAt: { lt: new Date(now.getTime() - knownDays * 86_400_000) } },
  });
  const hash = hashOf(from);
  const key = { tenantId, memberId, hash };
  const { count } = await tx.knownBrowser.updateMany({ where: key, data: { seenAt: now } });
  if (count > 0) return false;
  await tx.knownBrowser.createMany({ data: [{ ...key, seenAt: now }], skipDuplicates: true });
  return true;
}

const hashOf = ({ address, userAgent }: Origin): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    createHash('sha256')
      .update(JSON.stringify([userAgent, networkOf(address)]))
      .digest(),
  );

/** The part of an address that stays the same when a home or a phone gets another one: /24 of IPv4, /48 of IPv6. */
export function networkOf(address: string | null): string | null {
  if (address === null) return null;
  const v4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(v4)) return v4.split('.').slice(0, 3).join('.');
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
