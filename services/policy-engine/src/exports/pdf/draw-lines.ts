/** Puts lines of text on a page. Glyphs are written as they are known; only what has to be shaped goes through the library's own text. */
import type PDFDocument from 'pdfkit';
import type { Fonts } from './fonts.js';
import type { Line, Run } from './lines.js';

/** From one line to the next, of the size of its letters. */
const leading = 1.36;

/** Draws lines one under the other, from a corner given in points from the top left of the page. */
export function drawLines(
  doc: InstanceType<typeof PDFDocument>,
  fonts: Fonts,
  lines: readonly Line[],
  { left, top }: { readonly left: number; readonly top: number },
): void {
  const parts: string[] = [];
  const shaped: { readonly run: Run; readonly line: Line; readonly x: number; readonly y: number }[] = [];
  let y = top;
  let now = '';
  for (const line of lines) {
    const { runs, size, color } = line;
    let x = left;
    for (const run of runs) {
      if (run.glyphs === null) shaped.push({ run, line, x, y });
      else {
        const { id, ascent } = fonts.drawn(run.font);
        const wanted = `${rgbOf(color)} rg /${id} ${size} Tf`;
        if (wanted !== now) parts.push(wanted);
        now = wanted;
        const baseline = doc.page.height - y - ascent * size;
        parts.push(`1 0 0 1 ${x.toFixed(2)} ${baseline.toFixed(2)} Tm <${run.glyphs}> Tj`);
      }
      x += run.width;
    }
    y += size * leading;
  }
  // The library's pages have their origin at the top; glyphs would stand on their heads.
  if (parts.length > 0) doc.addContent(`q 1 0 0 -1 0 ${doc.page.height} cm BT\n${parts.join('\n')}\nET Q`);
  for (const { run, line, x, y: at } of shaped)
    doc.font(run.font).fontSize(line.size).fillColor(line.color).text(run.text, x, at, { lineBreak: false });
}

/** How high lines are, in points. */
export const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, { size }) => sum + size * leading, 0);

/** As many of the first lines as there is room for, in points. */
export function fitting(lines: readonly Line[], room: number): Line[] {
  let height = 0;
  const end = lines.findIndex(({ size }) => (height += size * leading) > room);
  return end < 0 ? [...lines] : lines.slice(0, end);
}

/** `#rrggbb` as PDF writes it. */
const rgbOf = (color: string): string =>
  [1, 3, 5].map((at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ');
