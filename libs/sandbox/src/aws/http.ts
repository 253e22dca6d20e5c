/** The HTTP messages that the sandbox account receives and answers, free of any transport. */

/** A request as it arrived: header names in lower case, `path` still percent-encoded and without its query. */
export interface SandboxRequest {
  method: string;
  host: string;
  path: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * What the transport does with an answer: send it, never send anything, break the connection before the
 * answer, or break it in the middle of the body.
 */
export type Delivery = 'answer' | 'never' | 'reset' | 'truncated';

/** An answer: header names in lower case, the body complete even when `delivery` cuts it. */
export interface SandboxResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  delivery: Delivery;
}

/** Splits a raw query string into decoded pairs; a name without `=` has the empty value. */
export function parseQuery(raw: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(raw));
}

/** Decodes one percent-encoded path segment; text that is not valid percent-encoding stays as it is. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Removes the `aws-chunked` framing (chunk sizes, signatures and trailers) that SDKs may put around a body. */
export function unframe(headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const encoding = headers['content-encoding'] ?? '';
  const framed = encoding.includes('aws-chunked') || (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!framed) return body;
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) break;
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
