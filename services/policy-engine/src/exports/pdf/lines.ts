/** Breaks texts into lines. */
import type { Fonts, Letter, Weight } from './fonts.js';

/** A piece of a line that one font writes, `width` points wide. */
export interface Run {
  readonly font: string;
  readonly text: string;
  readonly width: number;
  /** In hexadecimal, one after the other; null where the text has to be shaped. */
  readonly glyphs: string | null;
}

/** One line of a cell or a paragraph. */
export interface Line {
  readonly runs: readonly Run[];
  readonly size: number;
  readonly color: string;
}

export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

/** The lines of a text that is at most `width` points wide. A word that is longer, such as an ARN, is broken where it has to be. */
export function linesOf(fonts: Fonts, text: string, { size, weight, color }: Style, width: number): Line[] {
  const letters = fonts.lettersOf(text, weight);
  const most = (width * 1_000) / size;
  const lines: Line[] = [];
  let from = 0;
  let used = 0;
  let afterSpace = 0;
  const end = (at: number): void => {
    lines.push({ runs: runsOf(letters.slice(from, at), size), size, color });
    from = at;
  };
  letters.forEach((letter, index) => {
    used += letter.width;
    if (used > most && index > from && !letter.isSpace && !letter.isMark) {
      end(afterSpace > from ? afterSpace : index);
      used = letters.slice(from, index + 1).reduce((sum, one) => sum + one.width, 0);
    }
    if (letter.isSpace) afterSpace = index + 1;
  });
  if (from < letters.length || lines.length === 0) end(letters.length);
  return lines;
}

/** Letters as runs, each in one font, without spaces at the end. */
function runsOf(letters: readonly Letter[], size: number): Run[] {
  const runs: { font: string; text: string; width: number; glyphs: string | null }[] = [];
  const last = letters.findLastIndex(({ isSpace }) => !isSpace);
  let run: (typeof runs)[number] | undefined;
  for (let at = 0; at <= last; at += 1) {
    const letter = letters[at];
    if (!letter) break;
    if (run?.font !== letter.font) runs.push((run = { font: letter.font, text: '', width: 0, glyphs: '' }));
    run.text += letter.text;
    run.width += (letter.width * size) / 1_000;
    run.glyphs = run.glyphs === null || letter.glyph === null ? null : run.glyphs + letter.glyph;
  }
  return runs;
}

/** Lines that are kept. */
const mostKept = 4_000;

/** Remembers the lines of texts: titles, reasons and names of places come in many rows. */
export class LineBreaker {
  private readonly kept = new Map<string, Line[]>();

  constructor(private readonly fonts: Fonts) {}

  /** As `linesOf`. */
  lines(text: string, style: Style, width: number): readonly Line[] {
    const key = `${style.size} ${style.weight} ${style.color} ${width} ${text}`;
    const known = this.kept.get(key);
    if (known) return known;
    const lines = linesOf(this.fonts, text, style, width);
    if (this.kept.size >= mostKept) this.kept.clear();
    // The reasons of some policies are long.
    if (text.length < 1_000) this.kept.set(key, lines);
    return lines;
  }
}
