import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'end';
  /** `rest` takes what is left of the width, `narrow` only what it needs. */
  readonly width?: 'rest' | 'narrow';
  /** Left out on screens that are not wide. */
  readonly wideOnly?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly selected?: (row: Row) => boolean;
}

/** A table that turns each row into a card on a phone. The roles are spelled out because `display` would drop them. */
export function DataTable<Row>({ label, columns, rows, rowKey, selected }: Props<Row>) {
  return (
    <table className="data-table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ key, header, align, width, wideOnly }) => (
            <th
              key={key}
              role="columnheader"
              scope="col"
              data-align={align}
              data-width={width}
              data-wide-only={wideOnly}
            >
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" data-selected={selected?.(row) || undefined}>
            {columns.map(({ key, header, cell, align, width, wideOnly }) => (
              <td
                key={key}
                role="cell"
                data-label={typeof header === 'string' ? header : undefined}
                data-align={align}
                data-width={width}
                data-wide-only={wideOnly}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
