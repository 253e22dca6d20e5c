import type { ComplianceMatrix, ControlCounts } from '@cspmexa/contracts';
import { memo, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { frameworkUrl } from './framework-view.js';
import { cellAfter, heatOf, type Cell } from './heat.js';
import type { MatrixRow } from './matrix-rows.js';
import { useCountWords } from './use-count-words.js';

type Frameworks = ComplianceMatrix['frameworks'];

interface Props {
  readonly frameworks: Frameworks;
  readonly rows: readonly MatrixRow[];
}

/** Frameworks by account, a percentage in each cell. One cell is in the tab order; arrow keys move to the others, and each is a link. */
export const HeatMap = ({ frameworks, rows }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const hint = useId();
  const table = useRef<HTMLTableElement>(null);
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 });
  const active = { row: Math.min(cell.row, rows.length - 1), column: Math.min(cell.column, frameworks.length - 1) };

  const move = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    const next = cellAfter(event, active, { rows: rows.length, columns: frameworks.length });
    if (!next) return;
    event.preventDefault();
    setCell(next);
    const link = table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}:${next.column}"]`);
    link?.focus();
    // Browsers leave a cell that is only cut off where it is.
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  return (
    <>
      <div className="heat-scroll" tabIndex={0} role="region" aria-label={t('compliance.map')}>
        {/* A grid, so that screen readers hand the arrow keys to the page. */}
        <table
          ref={table}
          className="heat-map"
          role="grid"
          aria-label={t('compliance.map')}
          aria-describedby={hint}
          onKeyDown={move}
        >
          <thead>
            <tr>
              <th scope="col">{t('compliance.account')}</th>
              {frameworks.map(({ id, title, version, controls }) => (
                <th key={id} scope="col">
                  {title} {version}
                  <span className="sub">
                    {t('compliance.controls', { count: controls, shown: format.number(controls) })}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <HeatRow
                key={row.accountId ?? ''}
                row={row}
                index={index}
                frameworks={frameworks}
                activeColumn={active.row === index ? active.column : undefined}
                onEnter={setCell}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p id={hint} className="heat-hint">
        {t('compliance.mapHint')}
      </p>
    </>
  );
};

interface RowProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly frameworks: Frameworks;
  readonly activeColumn: number | undefined;
  readonly onEnter: (cell: Cell) => void;
}

const HeatRow = memo(function HeatRow({ row, index, frameworks, activeColumn, onEnter }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr data-all={row.accountId === null || undefined}>
      <th scope="row">
        <span className="heat-account">{row.name}</span>
        <span className="sub">{row.accountId === null ? t('compliance.allAccountsWhy') : row.awsAccountId}</span>
      </th>
      {frameworks.map(({ id }, column) => {
        const counts = row.counts[column];
        return (
          <td key={id} data-heat={heatOf(counts?.percent ?? null)}>
            <Link
              to={frameworkUrl(id, row.accountId === null ? {} : { account: row.accountId })}
              className="heat-cell"
              data-cell={`${index}:${column}`}
              tabIndex={activeColumn === column ? 0 : -1}
              onFocus={() => onEnter({ row: index, column })}
            >
              <CellText counts={counts} />
            </Link>
          </td>
        );
      })}
    </tr>
  );
});

const CellText = ({ counts }: { readonly counts: ControlCounts | undefined }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useCountWords();
  const percent = counts?.percent ?? null;
  return (
    <>
      {percent === null ? (
        <span className="heat-none">{t('compliance.notJudged')}</span>
      ) : (
        <strong className="heat-percent">{format.percent(percent)}</strong>
      )}
      {percent !== null && (
        <span className="heat-bar" aria-hidden>
          <span style={{ width: `${percent}%` }} />
        </span>
      )}
      {counts && (
        <span className="heat-words">
          {words(counts, ['failed', 'passed', 'unknown'])}
          <span className="visually-hidden"> · {words(counts, ['manual', 'notApplicable'])}</span>
        </span>
      )}
    </>
  );
};
