/** Finds what is assigned to names that speak of secrets, in shell, YAML, JSON, properties and command lines. Linear in the length of the line. */

export interface Assignment {
  readonly kind: 'password' | 'token';
  readonly name: string;
  readonly value: string;
}

const words =
  /pass(?:word|wd|phrase)|pwd|pass(?=["']?\s*[:=])|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|license[_-]?key|credential/gi;
const passwordWords = /pass|pwd/i;
const nameCharacter = /[A-Za-z0-9_.-]/;
const longestName = 64;

/** What follows the word and turns the name into one of a thing that is no secret: its id, its place, its length. */
const notASecret =
  /(?:[_.-]?(?:id|ids|name|arn|file|path|dir|url|uri|endpoint|ttl|seconds|length|min|max|age|type|policy|expiry|expires|expiration|version|region|ref|header|prefix|manager|store|engine|auth|authentication|hash|hashed|prompt|field|env|rotation|enabled|required|count|limit|size|format|algorithm|key_name|keyname))$/i;
/** Settings of cloud-init and sshd whose names only sound like secrets, and key ids, which are half of a pair. */
const wellKnown =
  /^(?:lock[_-]passwd|ssh[_-]pwauth|chpasswd|passwordauthentication|permitemptypasswords|no[_-]?pass(?:word|wd)|nopasswd|pwd|oldpwd|access[_-]?key[_-]?id|aws[_-]access[_-]key)$/i;

/** Every assignment of a line whose name speaks of a secret, whatever its value. */
export function assignments(line: string): Assignment[] {
  const found: Assignment[] = [];
  for (const match of line.matchAll(words)) {
    const from = nameStart(line, match.index);
    const to = nameEnd(line, match.index + match[0].length);
    const name = line.slice(from, to).replace(/^[-.]+/, '');
    const value = valueAfter(line, to, line.startsWith('--', from));
    if (value === undefined || notASecret.test(name) || wellKnown.test(name)) continue;
    found.push({ kind: passwordWords.test(name) ? 'password' : 'token', name, value });
  }
  return found;
}

function nameStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < longestName && nameCharacter.test(line.charAt(start - 1))) start -= 1;
  return start;
}

function nameEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && end - at < longestName && nameCharacter.test(line.charAt(end))) end += 1;
  return end;
}

/** `= x`, `: x`, `=> x`, `:= x`, and `--name x` on a command line. */
const assigns = /^\\?["']?\s{0,20}(?:=>|:=|[:=])\s{0,20}/;
const option = /^\s{1,20}(?=[^\s-])/;

function valueAfter(line: string, at: number, isOption: boolean): string | undefined {
  const rest = line.slice(at, at + 600);
  const sign = assigns.exec(rest) ?? (isOption ? option.exec(rest) : null);
  if (!sign) return undefined;
  const value = rest.slice(sign[0].length);
  const quote = /^\\?["']/.exec(value)?.[0];
  if (quote) {
    const end = value.indexOf(quote, quote.length);
    return end < 0 ? undefined : value.slice(quote.length, end);
  }
  const bare = /^[^\s"'`,;|)}\]]+/.exec(value)?.[0];
  // Words after an unquoted value, after a colon, make a sentence: a comment, not an assignment.
  if (bare !== undefined && sign[0].includes(':') && /^\s+[A-Za-z]/.test(value.slice(bare.length))) return undefined;
  return bare;
}
