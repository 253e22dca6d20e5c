/** Ids that sort by the time of their making, so that indexes grow at one end. */
import { randomBytes } from 'node:crypto';

/** A UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, 74 random bits. */
export function newId(now: Date = new Date()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
