/** Rows of a CSV file (RFC 4180) that a spreadsheet does not run. */

/** What makes a spreadsheet take a cell for a formula; also as the wide characters of East Asian keyboards. */
const formula = /^[=+\-@\t\r＝＋－＠]/;

/** One line with its end. A cell that would be a formula gets a ' in front; null is an empty cell. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
