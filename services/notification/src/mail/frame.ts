/** What every mail of ours looks like around its content. */
import type { Language } from '@cspmexa/contracts';
import { html, type Html } from '@cspmexa/platform';

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** One line, without control characters or anything that ends a header. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();

/** A text of somebody else: one line, short, and nothing that a mail program would turn into a link of theirs. */
export const quoted = (text: string, longest = 100): string => {
  const characters = [
    ...oneLine(text)
      .replace(/:\/+/g, ' ')
      .replace(/\bwww\./gi, 'www '),
  ];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
};

/** A whole page around the content of a mail. */
export const framed = (language: Language, title: string, content: Html): string =>
  html`<!doctype html>
    <html lang="${language === 'pt' ? 'pt-BR' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
      </head>
      <body
        style="margin:0;background:#f6f7f9;color:#1c2330;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif"
      >
        <div style="max-width:640px;margin:0 auto;padding:24px 16px">
          <p style="font-weight:600;letter-spacing:.04em;margin:0 0 16px">CSPMEXA</p>
          ${content}
        </div>
      </body>
    </html>`.text;
