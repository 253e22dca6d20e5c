/** What a token for a machine looks like: `cspm_live_`, 43 random characters, and a checksum by which a mistyped or made-up one is known without asking anybody. */
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'cspm_live_';
/** 43 characters of 62 are 256 bits. */
const secretLength = 43;
const checksumLength = 6;
const format = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength}}_[0-9A-Za-z]{${checksumLength}}$`);

/** Makes one at random. */
export function newApiToken(): string {
  const secret = Array.from({ length: secretLength }, () => digits.charAt(randomInt(digits.length))).join('');
  return `${prefix}${secret}_${checksumOf(prefix + secret)}`;
}

/** True for what begins as a token for a machine; an access token never does. */
export const looksLikeApiToken = (token: string): boolean => token.startsWith('cspm_');

/** True for what may be one of ours: shape and checksum fit. */
export function isApiToken(token: string): boolean {
  if (!format.test(token)) return false;
  const end = prefix.length + secretLength;
  return checksumOf(token.slice(0, end)) === token.slice(end + 1);
}

/** CRC-32 of the text as six digits of base 62. */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < checksumLength; place += 1) {
    written = digits.charAt(rest % digits.length) + written;
    rest = Math.floor(rest / digits.length);
  }
  return written;
}
