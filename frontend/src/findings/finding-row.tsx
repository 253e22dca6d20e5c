import type { Finding } from '@cspmexa/contracts';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import type { RowColumn } from './column-keys.js';
import { FindingCell } from './finding-cell.js';

interface Props {
  /** Undefined while it is on its way. */
  readonly finding: Finding | undefined;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly columns: readonly RowColumn[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  /** Absent for those who may not change findings. */
  readonly onSelect: ((index: number, isRange: boolean) => void) | undefined;
  readonly onFocus: (index: number) => void;
  /** Pixels from the beginning of the list; undefined where rows follow one another. */
  readonly top?: number;
}

/** One finding of the list. The row takes the focus; its link covers it. */
export const FindingRow = memo(
  ({ finding, index, columns, accountNames, isCurrent, isSelected, isOpen, onSelect, onFocus, top }: Props) => {
    const { t } = useTranslation();
    const text = useText();
    return (
      <div
        role="row"
        className="finding-row"
        // The head is the first row.
        aria-rowindex={index + 2}
        aria-selected={onSelect ? isSelected : undefined}
        aria-busy={finding ? undefined : true}
        data-index={index}
        data-row
        data-selected={isSelected || undefined}
        data-open={isOpen || undefined}
        tabIndex={isCurrent ? 0 : -1}
        onFocus={() => onFocus(index)}
        style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
      >
        <span role="gridcell" className="finding-check">
          {finding && onSelect && (
            // A plain one: hundreds of them come and go while somebody scrolls.
            <input
              type="checkbox"
              className="row-check"
              checked={isSelected}
              tabIndex={isCurrent ? 0 : -1}
              aria-label={t('triage.selectRow', {
                title: text(finding.title),
                resource: finding.resourceName ?? finding.resourceArn,
              })}
              onChange={() => undefined}
              onClick={(event) => onSelect(index, event.shiftKey)}
            />
          )}
        </span>
        {columns.map((column) => (
          <span key={column} role="gridcell" data-column={column}>
            {finding ? (
              <FindingCell
                column={column}
                finding={finding}
                accountNames={accountNames}
                hasResource={columns.includes('resource')}
                isCurrent={isCurrent}
              />
            ) : (
              <span className="bone" style={{ width: `${45 + ((index * 17 + column.length * 7) % 45)}%` }} />
            )}
          </span>
        ))}
      </div>
    );
  },
);
