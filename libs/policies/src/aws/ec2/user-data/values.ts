/** What a value is worth: a secret, or something that stands for one. */

/** References that are filled elsewhere. */
const references = [
  /^[$%`]/, // $VAR, ${VAR}, $(command), %VAR%, `command`
  /\$\{|\$\(|\{\{|<%|%\{|!(?:Ref|Sub|GetAtt)\b/,
  /^<[^>]*>?$/, // <your password>
  /^\[[^\]]*\]?$/,
  /^@/,
  /^arn:/i,
  /resolve:(?:ssm|secretsmanager)/i,
  /^(?:vault|ssm|secretsmanager|aws-sm|kms|env|file|https?):/i,
  /^(?:\.{0,2}|~)\//, // a path
  /^[A-Za-z]:\\/,
  /^\w+\(/, // a call: getenv(...)
  /^(?:os|process|config|self|this|var|local|data|module|params?|args|secrets|env)\./i,
];

const standIns =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|empty|enabled|disabled|required|optional|password|passwd|pass|secret|token|string|str|value|text|prompt|ask|stdin|unlocked|plaintext|bearer|basic|redacted|removed|masked|hidden|todo|tbd|n\/a|dummy|placeholder|changeit|change[_-]?me|change[_-]?this|replace[_-]?(?:me|this)|insert[_-]?here|foo|bar|foobar|xxx+|example|sample|test|default|random|generate|generated|auto)$/i;
const standInParts =
  /(?:your|my|the)[_\s-]?(?:own[_\s-]?)?(?:db[_\s-]?|aws[_\s-]?|api[_\s-]?)?(?:pass|secret|token|key|access|credential)|placeholder|replace[_-]?me|change[_-]?me|[_-]here$|^x{4,}|^\*{2,}|^\.{2,}|^-+$|^_+$|^#/i;
/** A hash of a password is not the password. */
const hashes = /^\$?(?:1|2[abxy]|5|6|y|argon2\w*)\$|^\{(?:SSHA|SHA|PBKDF2)/i;

/** Whether a value is empty, refers to another place, or visibly stands for something to be filled in. */
export const looksLikePlaceholder = (value: string): boolean =>
  value.trim() === '' ||
  references.some((reference) => reference.test(value)) ||
  standIns.test(value) ||
  standInParts.test(value) ||
  hashes.test(value) ||
  new Set(value).size < 3;

/** Bits for each character (Shannon). */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = [...value].length;
  return [...counts.values()].reduce((sum, count) => sum - (count / length) * Math.log2(count / length), 0);
}

/** Whether a value looks made by a machine: long enough, letters and digits mixed, hardly a letter twice; no UUID, no number, no host name. */
export const looksRandom = (value: string): boolean =>
  value.length >= 12 &&
  /[A-Za-z]/.test(value) &&
  /\d/.test(value) &&
  !/\s/.test(value) &&
  !/^[\w-]+(?:\.[\w-]+)+\.[a-z]{2,}(?:[:/]|$)/i.test(value) &&
  entropyOf(value) >= 3;
