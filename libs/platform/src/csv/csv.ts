/** Rows of a CSV file (RFC 4180) that a spreadsheet does not run. */

/** What makes a spreadsheet take a cell for a formula; also as the wide characters of East Asian keyboards. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * Where a spreadsheet begins another cell, if it does not part cells by commas: that of a language which writes 1,5 parts them by
 * semicolons, and minds no quotes that a line does not begin with.
 */
const laterFormula = /([;\t\r\n])(?=[=+\-@＝＋－＠])/g;

/** One line with its end. What a spreadsheet would take for a formula gets a ' in front; null is an empty cell. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = (formula.test(value) ? `'${value}` : value).replace(laterFormula, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
