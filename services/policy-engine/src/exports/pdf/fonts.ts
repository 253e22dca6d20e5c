/**
 * Noto Sans, embedded, in the parts that it comes in: Latin, Vietnamese, Greek, Cyrillic, Devanagari. What none of them has a letter for
 * is shown as U+FFFD, so that a name in another script is seen to be there and never breaks a report.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { toUSVString } from 'node:util';
import type PDFDocument from 'pdfkit';
import { z } from 'zod';

/** In the order in which they are asked for a letter. */
const parts = [
  'latin',
  'latin-ext',
  'greek',
  'greek-ext',
  'cyrillic',
  'cyrillic-ext',
  'vietnamese',
  'devanagari',
] as const;

export type Weight = 400 | 700;

/** A letter as it is shown. One object for each, however often it comes. */
export interface Letter {
  readonly text: string;
  readonly font: string;
  /** In thousandths of the size. */
  readonly width: number;
  readonly isSpace: boolean;
  /** It belongs to the letter before it. */
  readonly isMark: boolean;
  /** What the file calls its glyph, in hexadecimal; null where what is drawn depends on the letters around it. */
  readonly glyph: string | null;
}

const { resolve } = createRequire(import.meta.url);
const fileOf = (name: string): string => resolve(`@fontsource/noto-sans/${name}`);

const Ranges = z.record(z.string(), z.string());

interface Range {
  readonly from: number;
  readonly to: number;
  readonly part: string;
}

let known: readonly Range[] | undefined;

/** Which part of the font has which letters. */
function ranges(): readonly Range[] {
  if (known) return known;
  const named = Ranges.parse(JSON.parse(readFileSync(fileOf('unicode.json'), 'utf8')));
  known = parts.flatMap((part) =>
    (named[part] ?? '').split(',').flatMap((range) => {
      const [from = '', to = from] = range.replace('U+', '').split('-');
      return from === '' ? [] : [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), part }];
    }),
  );
  return known;
}

/** A letter that says: here is one that cannot be shown. */
const replacement = '\uFFFD';

/** A font as the library has it. */
interface PdfFont {
  readonly id: string;
  /** In thousandths of the size. */
  readonly ascender: number;
  ref(): unknown;
  /** The glyphs of a text, in hexadecimal; they are embedded. */
  encode(text: string): [glyphs: string[], positions: unknown];
}

/** The fonts of one document. */
export class Fonts {
  private readonly registered = new Set<string>();
  private readonly insides = new Map<string, PdfFont>();
  private readonly letters: Readonly<Record<Weight, Map<string, Letter>>> = { 400: new Map(), 700: new Map() };

  constructor(private readonly doc: InstanceType<typeof PDFDocument>) {}

  /** A text, letter by letter, each in the font that has it. Line ends and tabs become spaces. */
  lettersOf(text: string, weight: Weight): Letter[] {
    const known = this.letters[weight];
    return Array.from(toUSVString(text), (given) => {
      const letter = known.get(given) ?? this.letterOf(given, weight);
      known.set(given, letter);
      return letter;
    });
  }

  /** What a page has to know to write in a font. */
  drawn(name: string): { readonly id: string; readonly ascent: number } {
    const { id, ascender } = this.inside(name);
    const { page } = this.doc as unknown as { page: { fonts: Record<string, unknown> } }; // As `inside`.
    page.fonts[id] ??= this.inside(name).ref();
    return { id, ascent: ascender / 1_000 };
  }

  /** The library draws texts and no glyphs, and shapes each of them for that, which is most of its work. Its types leave out what it does inside. */
  private inside(name: string): PdfFont {
    const known = this.insides.get(name);
    if (known) return known;
    const { _font: font } = this.doc.font(name) as unknown as { _font: PdfFont };
    this.insides.set(name, font);
    return font;
  }

  private letterOf(given: string, weight: Weight): Letter {
    const isSpace = /\s/u.test(given);
    const part = isSpace ? 'latin' : partWith(given);
    const text = isSpace ? ' ' : part === undefined ? replacement : given;
    const font = this.fontOf(part ?? 'latin', weight);
    const width = this.doc.font(font).fontSize(1_000).widthOfString(text);
    const isMark = part !== undefined && /\p{M}/u.test(given);
    const [glyphs] = isMark || part === 'devanagari' ? [[]] : this.inside(font).encode(text);
    return { text, font, width, isSpace, isMark, glyph: glyphs.length === 1 ? (glyphs[0] ?? null) : null };
  }

  private fontOf(part: string, weight: Weight): string {
    const name = `noto-${part}-${weight}`;
    if (!this.registered.has(name)) {
      this.doc.registerFont(name, readFileSync(fileOf(`files/noto-sans-${part}-${weight}-normal.woff`)));
      this.registered.add(name);
    }
    return name;
  }
}

/** The part of the font that has a letter; undefined for what none has, and for what cannot be seen. */
function partWith(letter: string): string | undefined {
  if (/\p{C}/u.test(letter)) return undefined;
  const code = letter.codePointAt(0) ?? 0;
  return ranges().find(({ from, to }) => code >= from && code <= to)?.part;
}
