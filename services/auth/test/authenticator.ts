/** The authenticator app of a person, by the algorithm that all of them have. */
import { confirmMfaEnrolment, MfaEnrolment, startMfaEnrolment } from '@cspmexa/contracts';
import { systemClock, type Clock } from '@cspmexa/platform';
import { generateSync } from 'otplib';
import type { Answer } from './browser.js';

export interface Authenticator {
  /** As the person reads it: base32. */
  readonly secret: string;
  /** Each works once. */
  readonly recoveryCodes: readonly string[];
  /** The access token that the first code was worth. */
  readonly accessToken: string;
  /** What it shows now, or so many steps of thirty seconds later. The code that set it up is spent: the next one is that of a later step. */
  code(stepsLater?: number): string;
}

/** The code of a secret at a time. */
export const codeAt = (secret: string, at: Date, stepsLater = 0): string =>
  generateSync({ secret, epoch: Math.floor(at.getTime() / 1_000) + 30 * stepsLater });

/** A POST with a JSON body. */
export const jsonBody = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** Sets one up with a fresh token, or with that of a sign-in that lacks nothing else. */
export async function enrolAuthenticator(
  api: (token: string, path: string, init?: RequestInit) => Promise<Answer>,
  token: string,
  clock: Clock = systemClock,
): Promise<Authenticator> {
  const started = await api(token, startMfaEnrolment.path, { method: 'POST' });
  if (started.status !== 201) throw new Error(`No enrolment began: ${started.status} ${started.text}`);
  const { secret } = MfaEnrolment.parse(JSON.parse(started.text));
  const code = (stepsLater = 0): string => codeAt(secret, clock.now(), stepsLater);
  const confirmed = await api(token, confirmMfaEnrolment.path, jsonBody({ code: code() }));
  if (confirmed.status !== 200) throw new Error(`The enrolment failed: ${confirmed.status} ${confirmed.text}`);
  const { recoveryCodes, accessToken } = confirmMfaEnrolment.response.parse(JSON.parse(confirmed.text));
  return { secret, recoveryCodes, accessToken, code };
}
