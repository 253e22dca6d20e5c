/** Breaks texts into lines. */
import type { Fonts, Letter, Weight } from './fonts.js';

/** A piece of a line that one font writes, `width` points wide. */
export interface Run {
  readonly font: string;
  readonly text: string;
  readonly width: number;
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
  const runs: { font: string; text: string; width: number }[] = [];
  const last = letters.findLastIndex(({ isSpace }) => !isSpace);
  for (const { font, text, width } of letters.slice(0, last + 1)) {
    const run = runs.at(-1);
    if (run?.font === font) {
      run.text += text;
      run.width += (width * size) / 1_000;
    } else runs.push({ font, text, width: (width * size) / 1_000 });
  }
  return runs;
}
