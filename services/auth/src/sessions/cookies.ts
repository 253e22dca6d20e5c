/** The two cookies. Over HTTPS they carry the __Host- prefix; on loopback over plain HTTP they cannot. */
import type { CookieOptions, Request } from 'express';
import { parseCookie } from 'cookie';

export interface CookieNames {
  readonly session: string;
  readonly signIn: string;
  readonly secure: boolean;
}

export function cookieNames(publicUrl: string): CookieNames {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { session: `${prefix}cspmexa-session`, signIn: `${prefix}cspmexa-sign-in`, secure };
}

/** Readable by nobody but us. The sign-in cookie must survive the way back from the provider, so it is lax. */
export const cookieOptions = (names: CookieNames, cookie: 'session' | 'signIn', maxAgeMs: number): CookieOptions => ({
  httpOnly: true,
  secure: names.secure,
  sameSite: cookie === 'session' ? 'strict' : 'lax',
  path: '/',
  maxAge: maxAgeMs,
});

/** The value of a cookie of this request. */
export const cookieOf = (request: Request, name: string): string | undefined =>
  parseCookie(request.headers.cookie ?? '')[name];
