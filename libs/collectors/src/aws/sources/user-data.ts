/** User data is base64 at AWS, and often gzip below that. */
import { gunzipSync } from 'node:zlib';

/** AWS takes 16 KB; what unpacks to more than this is not looked at. */
const unpackedAtMost = 4 * 1024 * 1024;

/** The text; null where there is none. @throws Error for what is not base64, or unpacks to too much. */
export function userDataText(base64: string | undefined): string | null {
  const packed = base64?.replace(/\s+/g, '') ?? '';
  if (packed === '') return null;
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) throw new Error('The user data is not base64.');
  const bytes = Buffer.from(packed, 'base64');
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes, { maxOutputLength: unpackedAtMost }) : bytes).toString('utf8');
}
