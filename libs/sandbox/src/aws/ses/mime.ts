/** Just enough of MIME to show a raw message in the mailbox: its headers, and its text and HTML parts. */

/** A part of a message: headers by lower-case name, and the decoded body. */
export interface MimePart {
  headers: Record<string, string>;
  body: string;
  parts: MimePart[];
}

/** Parses a message or one of its parts; text that has no blank line is all headers. */
export function parseMime(text: string): MimePart {
  const normalized = text.replace(/\r\n/g, '\n');
  const split = normalized.indexOf('\n\n');
  const head = split < 0 ? normalized : normalized.slice(0, split);
  const body = split < 0 ? '' : normalized.slice(split + 2);
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  const boundary = /boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return { headers, body: decodeBody(body, headers), parts: [] };
  const parts = body
    .split(`--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => parseMime(part.replace(/^\n/, '').replace(/\n$/, '')));
  return { headers, body: '', parts };
}

/** The body of the first part of a media type, such as `text/html`, at any depth. */
export function findBody(part: MimePart, mediaType: string): string | undefined {
  const own = (part.headers['content-type'] ?? 'text/plain').toLowerCase();
  if (part.parts.length === 0) return own.startsWith(mediaType) ? part.body : undefined;
  for (const inner of part.parts) {
    const found = findBody(inner, mediaType);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decodeBody(body: string, headers: Record<string, string>): string {
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body.replace(/=\n/g, ''));
  return body;
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?[^?]+\?([bBqQ])\?([^?]*)\?=/g, (_, form: string, word: string) =>
    form.toLowerCase() === 'b'
      ? Buffer.from(word, 'base64').toString('utf8')
      : decodeQuotedPrintable(word.replace(/_/g, ' ')),
  );
}
