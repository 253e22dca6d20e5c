/** A report as a tagged PDF: title, facts and counts, then tables over pages with numbers. Written page by page; little of it is in memory. */
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { wordsIn } from '../words.js';
import type { About } from '../report.js';
import type { Head, ReportRow, Tone } from '../formats/report-text.js';
import { drawLines, fitting, heightOf } from './draw-lines.js';
import { Fonts } from './fonts.js';
import { LineBreaker, type Line, type Style } from './lines.js';

const margin = 40;
const ink = '#1a1f26';
const muted = '#525b66';
const rule = '#c9d0d8';
const tones: Readonly<Record<Tone, string>> = {
  critical: '#8b1a1a',
  high: '#b33a08',
  medium: '#7c5100',
  low: '#1d5fa8',
  info: muted,
  good: '#1b6e3c',
  bad: '#8b1a1a',
  plain: muted,
};
const plain: Style = { size: 8, weight: 400, color: ink };
const small: Style = { size: 7, weight: 400, color: muted };
const strong: Style = { size: 8, weight: 700, color: ink };
const padding = 4;

type Element = PDFKit.PDFStructureElement;

export interface PdfOptions {
  /** Off only where somebody wants to read the file's inside. */
  readonly compress?: boolean;
}

export class PdfReport {
  private readonly doc: InstanceType<typeof PDFDocument>;
  private readonly fonts: Fonts;
  private readonly breaker: LineBreaker;
  private readonly root: Element;
  private readonly width: number;
  private readonly bottom: number;
  private y = margin;
  private page = 0;
  private table:
    { readonly element: Element; readonly columns: readonly string[]; readonly shares: readonly number[] } | undefined;

  constructor(
    head: Head,
    private readonly about: About,
    { compress = true }: PdfOptions = {},
  ) {
    this.doc = new PDFDocument({
      size: 'A4',
      layout: 'landscape',
      margin: 0,
      autoFirstPage: false,
      compress,
      // Each name comes once, and all of them would fill the memory.
      fontLayoutCache: false,
      tagged: true,
      pdfVersion: '1.7',
      lang: head.lang,
      displayTitle: true,
      info: {
        Title: head.title,
        Author: about.by,
        Creator: 'CSPMEXA',
        Producer: 'CSPMEXA',
        CreationDate: about.madeAt,
        ModDate: about.madeAt,
      },
    });
    this.fonts = new Fonts(this.doc);
    this.breaker = new LineBreaker(this.fonts);
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
    this.addPage();
    this.width = this.doc.page.width - 2 * margin;
    this.bottom = this.doc.page.height - margin - 16;
    this.writeHead(head);
  }

  /** What is ready of the file. */
  taken(): Buffer {
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk: unknown = this.doc.read();
      if (!Buffer.isBuffer(chunk)) return Buffer.concat(chunks);
      chunks.push(chunk);
    }
  }

  /** Ends the file and gives the rest of it. */
  async *end(): AsyncGenerator<Buffer> {
    this.endTable();
    this.root.end();
    yield this.taken();
    await setImmediate();
    this.doc.end();
    yield* this.doc as AsyncIterable<Buffer>; // A Readable in bytes gives Buffers.
  }

  heading(text: string): void {
    this.endTable();
    this.need(48);
    this.y += 12;
    this.block('H2', [{ text, style: { size: 12, weight: 700, color: ink } }]);
    this.y += 4;
  }

  paragraph(text: string, style: Style = plain): void {
    this.endTable();
    this.block('P', [{ text, style }]);
    this.y += 4;
  }

  /** Begins a table; `shares` of the width add up to 1. */
  startTable(columns: readonly string[], shares: readonly number[]): void {
    this.endTable();
    const element = this.doc.struct('Table');
    this.root.add(element);
    this.table = { element, columns, shares };
    this.need(60);
    this.headerRow(false);
  }

  row({ tone, cells }: ReportRow): void {
    const { table } = this;
    if (!table) return;
    const columns = cells.map(({ text, below }, index) => {
      const inside = (table.shares[index] ?? 0) * this.width - 2 * padding;
      const style = index === 0 ? { ...strong, color: tones[tone] } : index === 1 ? strong : plain;
      return [
        ...this.breaker.lines(text, style, inside),
        ...below.flatMap((line) => this.breaker.lines(line, small, inside)),
      ];
    });
    const height = Math.max(...columns.map(heightOf)) + 2 * padding;
    if (this.y + height > this.bottom && height < this.bottom - margin - 40) this.nextTablePage();
    const row = this.doc.struct('TR');
    table.element.add(row);
    const elements = columns.map(() => {
      const element = this.doc.struct('TD');
      row.add(element);
      return element;
    });
    this.cells(columns, elements, table.shares);
    elements.forEach((element) => element.end());
    row.end();
  }

  /** Draws the cells of a row; what does not fit goes on over the page. */
  private cells(columns: readonly Line[][], elements: readonly Element[], shares: readonly number[]): void {
    let rest = columns;
    while (rest.some((lines) => lines.length > 0)) {
      const room = this.bottom - this.y - 2 * padding;
      const here = rest.map((lines) => fitting(lines, room));
      if (here.every((lines) => lines.length === 0)) {
        this.nextTablePage();
        continue;
      }
      let x = margin;
      here.forEach((lines, index) => {
        const element = elements[index];
        if (element && lines.length > 0)
          this.tagged('TD', element, () => this.draw(lines, x + padding, this.y + padding));
        x += (shares[index] ?? 0) * this.width;
      });
      this.y += Math.max(...here.map(heightOf)) + 2 * padding;
      this.line(this.y);
      rest = rest.map((lines, index) => lines.slice(here[index]?.length ?? 0));
    }
  }

  private headerRow(isRepeated: boolean): void {
    const { table } = this;
    if (!table) return;
    const style: Style = { size: 7, weight: 700, color: muted };
    const columns = table.columns.map((name, index) =>
      this.breaker.lines(name, style, (table.shares[index] ?? 0) * this.width - 2 * padding),
    );
    const height = Math.max(...columns.map(heightOf)) + 2 * padding;
    this.artifact(() => this.doc.rect(margin, this.y, this.width, height).fill('#f1f3f5'));
    const row = isRepeated ? undefined : this.doc.struct('TR');
    if (row) table.element.add(row);
    let x = margin;
    columns.forEach((lines, index) => {
      const draw = (): void => this.draw(lines, x + padding, this.y + padding);
      if (row) {
        // The types lack the scope of a header cell, which the library knows.
        const cell = this.doc.struct('TH', { scope: 'Column' } as PDFKit.Mixins.StructureElementOptions);
        row.add(cell);
        this.tagged('TH', cell, draw);
        cell.end();
      } else this.artifact(draw);
      x += (table.shares[index] ?? 0) * this.width;
    });
    row?.end();
    this.y += height;
    this.line(this.y);
  }

  private nextTablePage(): void {
    this.addPage();
    this.headerRow(true);
  }

  private endTable(): void {
    this.table?.element.end();
    this.table = undefined;
  }

  private writeHead({ title, facts, counts, notice }: Head): void {
    this.block('P', [{ text: 'CSPMEXA', style: { size: 9, weight: 700, color: '#0c6662' } }]);
    this.y += 2;
    this.block('H1', [{ text: title, style: { size: 20, weight: 700, color: ink } }]);
    this.y += 8;
    for (const [name, value] of facts) {
      this.block('P', [{ text: `${name}: ${value}`, style: { ...plain, size: 9 } }]);
      this.y += 2;
    }
    this.y += 8;
    this.countsBlock(counts);
    if (notice !== null) this.paragraph(notice, { ...strong, size: 9 });
    this.y += 8;
  }

  private countsBlock(counts: Head['counts']): void {
    const width = this.width / counts.length;
    const list = this.doc.struct('L');
    this.root.add(list);
    counts.forEach(({ label, count, tone }, index) => {
      const x = margin + index * width;
      this.artifact(() => this.doc.rect(x, this.y, 3, 34).fill(tones[tone]));
      const item = this.doc.struct('LI');
      list.add(item);
      const lines = [
        ...this.breaker.lines(String(count), { size: 14, weight: 700, color: ink }, width - 14),
        ...this.breaker.lines(label, { ...strong, color: tones[tone] }, width - 14),
      ];
      this.tagged('LI', item, () => this.draw(lines, x + 9, this.y));
      item.end();
    });
    list.end();
    this.y += 46;
  }

  /** A block of the full width, over as many pages as it needs. */
  private block(type: string, texts: readonly { readonly text: string; readonly style: Style }[]): void {
    const element = this.doc.struct(type);
    this.root.add(element);
    let lines = texts.flatMap(({ text, style }) => this.breaker.lines(text, style, this.width));
    while (lines.length > 0) {
      const here = fitting(lines, this.bottom - this.y);
      if (here.length === 0) this.addPage();
      else {
        this.tagged(type, element, () => this.draw(here, margin, this.y));
        this.y += heightOf(here);
        lines = lines.slice(here.length);
      }
    }
    element.end();
  }

  private need(height: number): void {
    if (this.y + height > this.bottom) this.addPage();
  }

  private addPage(): void {
    this.doc.addPage();
    this.page += 1;
    this.y = margin;
    const text = `CSPMEXA · ${wordsIn[this.about.language].page(this.page)}`;
    this.artifact(() => this.draw(this.breaker.lines(text, small, 400), margin, this.doc.page.height - margin));
  }

  /** Content with a place in the structure of the document. */
  private tagged(type: string, element: Element, draw: () => void): void {
    const content = this.doc.markStructureContent(type);
    draw();
    this.doc.endMarkedContent();
    element.add(content);
  }

  /** What readers of the structure do without. */
  private artifact(draw: () => void): void {
    this.doc.markContent('Artifact');
    draw();
    this.doc.endMarkedContent();
  }

  private line(y: number): void {
    this.artifact(() =>
      this.doc
        .moveTo(margin, y)
        .lineTo(margin + this.width, y)
        .lineWidth(0.5)
        .stroke(rule),
    );
  }

  private draw(lines: readonly Line[], left: number, top: number): void {
    drawLines(this.doc, this.fonts, lines, { left, top });
  }
}
