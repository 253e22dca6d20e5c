/**
 * Finds secrets in text: keys that are known by their shape, private keys, addresses with a password in them, and passwords or tokens that are
 * assigned. A miss is better than a false alarm: references ($VAR, ${VAR}, {{x}}, resolve:ssm), placeholders and empty values are left alone.
 */
import { assignments, type Assignment } from './assignments.js';
import { looksLikePlaceholder, looksRandom } from './values.js';

/** Where a secret is and what it is; never the secret itself. `line` counts from 1. */
export interface SecretEvidence {
  readonly line: number;
  readonly kind: string;
  /** The name to which it is assigned, where there is one. */
  readonly name?: string;
}

/** Secrets that are known by their shape alone. */
const shapes: readonly (readonly [kind: string, shape: RegExp])[] = [
  ['AWS access key', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['private key', /-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/],
  ['GitHub token', /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/],
  ['GitLab token', /(?<![A-Za-z0-9])(?:glpat|glrt|gldt)-[A-Za-z0-9_-]{20}/],
  ['Slack token', /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10}/],
  ['Slack webhook', /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20}/],
  ['Stripe key', /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16}/],
  ['Google API key', /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/],
  ['npm token', /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/],
  ['PyPI token', /pypi-AgE[A-Za-z0-9_-]{30}/],
  ['SendGrid key', /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/],
  ['Docker Hub token', /(?<![A-Za-z0-9])dckr_pat_[A-Za-z0-9_-]{20}/],
  ['Vault token', /(?<![A-Za-z0-9])hv[sb]\.[A-Za-z0-9_-]{24}/],
  ['DigitalOcean token', /(?<![A-Za-z0-9])do[op]_v1_[a-f0-9]{64}/],
  ['JSON web token', /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10}/],
  ['Azure storage key', /AccountKey=[A-Za-z0-9+/]{80}/],
];

/** Commands that take a password where no name says so. The last group of each is the password. */
const commands: readonly RegExp[] = [
  /\becho\s+(?:-\w+\s+)?["']?[\w.-]{1,32}:([^"'\s|]{4,128})["']?\s*\|\s*(?:sudo\s+)?chpasswd\b/,
  /\bmysql(?:dump|admin)?\s(?:[^|;&]{0,200}\s)?-p([^\s"'|;&]{4,128})/,
  /\bsshpass\s+-p\s*["']?([^"'\s]{4,128})/,
  /\bnet(?:\.exe)?\s+user\s+\S{1,64}\s+["']?([^"'\s/]{4,128})["']?(?:\s|$)/i,
  /\bConvertTo-SecureString\s+(?:-String\s+)?["']([^"']{4,128})["']/i,
  /\b(?:curl|wget)\s(?:[^|;&]{0,200}\s)?(?:-u|--user)[\s=]["']?[^\s:"'$]{1,64}:([^\s"'@]{4,128})/,
  /\bdocker\s+login\s(?:[^|;&]{0,200}\s)?-p\s+["']?([^"'\s]{4,128})/,
];

const addressWithPassword =
  /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,128}:([^\s/@"'<>]{3,128})@[^\s/"'<>]/i;
const longestLine = 16_384;

/** Every line that holds a secret, once each. */
export function findSecrets(text: string): SecretEvidence[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.slice(0, longestLine), number: index + 1 }))
    .flatMap(({ line, number }) => {
      const found = inLine(line);
      return found ? [{ line: number, ...found }] : [];
    });
}

function inLine(line: string): Omit<SecretEvidence, 'line'> | undefined {
  const shape = shapes.find(([, pattern]) => pattern.test(line));
  if (shape) return { kind: shape[0] };
  const address = addressWithPassword.exec(line)?.[1];
  if (address !== undefined && !looksLikePlaceholder(address)) return { kind: 'password in an address' };
  const command = commands
    .map((pattern) => pattern.exec(line)?.[1])
    .find((value) => value !== undefined && !looksLikePlaceholder(value));
  if (command !== undefined) return { kind: 'password in a command' };
  const assigned = assignments(line).find(isSecret);
  return assigned && { kind: assigned.kind === 'password' ? 'password' : 'secret or token', name: assigned.name };
}

/** People choose passwords as they like, so any value counts; keys and tokens are made by machines and look random. */
const isSecret = ({ kind, value }: Assignment): boolean =>
  !looksLikePlaceholder(value) && (kind === 'password' ? value.length >= 4 : looksRandom(value));
