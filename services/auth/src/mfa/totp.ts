/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of thirty seconds, as every authenticator app knows them. Pure. */
import { generateSecret, generateURI, verifySync } from 'otplib';

/** Length of a time step, in seconds. */
export const stepSeconds = 30;
/** The name that the app shows. */
const issuer = 'CSPMEXA';

const shape = { algorithm: 'sha1', digits: 6, period: stepSeconds } as const;

/** A new secret: 160 bits in base32. */
export const newSecret = (): string => generateSecret({ length: 20 });

/** What the QR code says: otpauth://totp/… */
export const uriOf = (secret: string, email: string): string =>
  generateURI({ strategy: 'totp', issuer, label: email, secret, ...shape });

/** The time step of an instant. */
export const stepOf = (at: Date): number => Math.floor(at.getTime() / 1_000 / stepSeconds);

/** What a code is worth: right at a step, right but at a step that was used already, or wrong. */
export type Judged =
  { readonly is: 'right'; readonly step: number } | { readonly is: 'used' } | { readonly is: 'wrong' };

/** Judges six ASCII digits. Right are those of the step of now, the one before and the one after, when later than `lastStep`. */
export function judge(
  code: string,
  { secret, lastStep, now }: { readonly secret: string; readonly lastStep: number; readonly now: Date },
): Judged {
  const given = {
    ...shape,
    strategy: 'totp',
    secret,
    token: code,
    epoch: Math.floor(now.getTime() / 1_000),
    epochTolerance: stepSeconds,
  } as const;
  // otplib refuses a last step beyond the window instead of refusing the code.
  const afterTimeStep = Math.min(lastStep, stepOf(now) + 1);
  const found = verifySync({ ...given, afterTimeStep });
  if (found.valid && 'timeStep' in found) return { is: 'right', step: found.timeStep };
  return { is: verifySync(given).valid ? 'used' : 'wrong' };
}
