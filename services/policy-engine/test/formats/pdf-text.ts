/** Reads the text of a PDF that was written without compression, the way a reader copies it: glyphs through the fonts' own tables. */

interface Pdf {
  /** The text of each page, line by line as it was drawn. */
  readonly pages: string[];
  /** Everything that is not in a stream. */
  readonly structure: string;
}

export function readPdf(file: Buffer): Pdf {
  const source = file.toString('latin1');
  const objects = new Map(
    [...source.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)].map(([, id = '', body = '']) => [id, body]),
  );
  const streamOf = (id: string): string => /stream\n([\s\S]*?)\nendstream/.exec(objects.get(id) ?? '')?.[1] ?? '';
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const body of objects.values())
    for (const [, name = '', id = ''] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1];
      if (unicode) fonts.set(name, glyphsOf(streamOf(unicode)));
    }
  const pages = [...objects.values()].flatMap((body) => {
    if (!/\/Type \/Page\n/.test(body)) return [];
    return [textOf(streamOf(/\/Contents (\d+) 0 R/.exec(body)?.[1] ?? ''), fonts)];
  });
  const structure = [...objects.values()].map((body) => body.replace(/stream\n[\s\S]*?\nendstream/, '')).join('\n');
  return { pages, structure };
}

/** From the hexadecimal numbers of glyphs to text. */
function glyphsOf(table: string): Map<string, string> {
  const glyphs = new Map<string, string>();
  for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi)) {
    const start = Number.parseInt(from, 16);
    [...list.matchAll(/<([^>]*)>/g)].forEach(([, codes = ''], index) => {
      const units = (codes.match(/[0-9a-f]{4}/gi) ?? []).map((unit) => Number.parseInt(unit, 16));
      glyphs.set((start + index).toString(16).padStart(4, '0'), String.fromCharCode(...units));
    });
  }
  return glyphs;
}

function textOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let font: ReadonlyMap<string, string> = new Map();
  let text = '';
  for (const [, name, glyphs, end] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>|(\bET\b|\bTm\b)/gi)) {
    if (name) font = fonts.get(name) ?? new Map();
    if (glyphs) text += (glyphs.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? '?').join('');
    if (end) text += '\n';
  }
  return text;
}
