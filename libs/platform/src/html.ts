/** HTML that is safe by default: values are escaped, only what `html` made goes in as it is. */

export class Html {
  constructor(readonly text: string) {}
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const textOf = (value: unknown): string => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join('');
  return value === null || value === undefined || value === false ? '' : escapeHtml(String(value));
};

/** A template whose values are escaped. */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  new Html(strings.reduce((text, part, index) => text + (index === 0 ? '' : textOf(values[index - 1])) + part, ''));
