/** Finds a name that comes twice in one JSON object: JSON.parse keeps the last one, another parser might have judged the first. */

/** The first name that repeats, or undefined. `json` may be malformed: then the parser says so. */
export function findDuplicateKey(json: string): string | undefined {
  /** The names of each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  for (let match = token.exec(json); match; match = token.exec(json)) {
    const [text] = match;
    if (text === '{') open.push(new Set());
    else if (text === '[') open.push(null);
    else if (text === '}' || text === ']') open.pop();
    else if (isFollowedByColon(json, token.lastIndex)) {
      const names = open.at(-1);
      const name = unescape(text);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}

function isFollowedByColon(json: string, from: number): boolean {
  let at = from;
  while (' \t\n\r'.includes(json[at] ?? '-')) at += 1;
  return json[at] === ':';
}

/** Two spellings of one name are one name. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return text; // Malformed: the parser will say so.
  }
}
