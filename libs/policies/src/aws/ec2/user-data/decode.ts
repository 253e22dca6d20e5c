/** Makes the user data of an instance readable: cloud-init takes it gzipped, and as MIME parts that are encoded each in their own way. */
import { gunzipSync } from 'node:zlib';

/** The parts as text, in their order; or that it is not text, so that nobody can say what is in it. */
export type Decoded = { readonly readable: true; readonly parts: readonly string[] } | { readonly readable: false };

const mostBytes = 1_048_576;
const mostDepth = 3;

/** `text` is what was base64 at AWS. Data that was gzipped is given as base64 still, since its bytes are not text. */
export function decodeUserData(text: string): Decoded {
  try {
    return { readable: true, parts: partsOf(text, 0) };
  } catch (error) {
    if (error instanceof NotText) return { readable: false };
    throw error;
  }
}

class NotText extends Error {}

function partsOf(text: string, depth: number): string[] {
  if (depth > mostDepth) throw new NotText();
  if (isGzipInBase64(text)) return partsOf(unzip(Buffer.from(text, 'base64')), depth + 1);
  if (isGzip(text)) return partsOf(unzip(Buffer.from(text, 'latin1')), depth + 1);
  if (isMangled(text)) throw new NotText();
  const boundary = boundaryOf(text);
  if (boundary === undefined) return [text];
  return text.split(`--${boundary}`).flatMap((part, index) => (index === 0 ? [] : partsOf(bodyOf(part), depth + 1)));
}

const isGzipInBase64 = (text: string): boolean => /^H4sI[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text);
const isGzip = (text: string): boolean => text.startsWith('\u001f\u008b');
/** Bytes that were read as UTF-8 though they are none: the gzip mark, or replacement characters throughout. */
const isMangled = (text: string): boolean =>
  text.startsWith('\u001f\ufffd') || (text.match(/\ufffd/g)?.length ?? 0) * 10 > text.length;

function unzip(bytes: Buffer): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes }).toString('utf8');
  } catch {
    throw new NotText();
  }
}

/** The boundary that the MIME header at the top declares. */
function boundaryOf(text: string): string | undefined {
  const header = text.slice(0, 4096).split(/\r?\n\r?\n/, 1)[0] ?? '';
  if (!/^content-type:\s*multipart\//im.test(header)) return undefined;
  return /boundary="?([^"\s;]+)"?/i.exec(header)?.[1];
}

/** The content of one part, decoded as its own header says. */
function bodyOf(part: string): string {
  const match = /\r?\n\r?\n/.exec(part);
  if (!match) return '';
  const [header, body] = [part.slice(0, match.index), part.slice(match.index + match[0].length)];
  if (!/^content-transfer-encoding:\s*base64/im.test(header)) return body;
  const bytes = Buffer.from(body, 'base64');
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(bytes) : bytes.toString('utf8');
}
