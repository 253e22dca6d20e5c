/** Comma-separated values after RFC 4180. */

/** The rows with the header's names as keys. A row with fewer fields than the header lacks the last ones. */
export function readCsv(text: string): Map<string, string>[] {
  const [header = [], ...rows] = linesOf(text.replace(/^\uFEFF/, ''));
  return rows.map((row) => new Map(row.map((value, column) => [header[column] ?? '', value])));
}

/** The names in the header. */
export const columnsOf = (text: string): readonly string[] => linesOf(text.replace(/^\uFEFF/, ''))[0] ?? [];

function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  // A field, in quotes or not, and what ends it.
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy)) {
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (line.length > 1 || line[0] !== '') lines.push(line);
    line = [];
    if (end === '') break;
  }
  return lines;
}
