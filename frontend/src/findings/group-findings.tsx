import type { Finding, FindingSort } from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import type { RowColumn } from './column-keys.js';
import { FindingRow } from './finding-row.js';
import { groupFindingsQuery, mostInGroup } from './findings-queries.js';
import { isSelected, type Selection } from './selection.js';

interface Props {
  /** Of the group. */
  readonly name: string;
  /** How many there are. */
  readonly count: number;
  /** The query of the group's findings. */
  readonly q: string;
  readonly sort: FindingSort;
  /** The address of all of them. */
  readonly asList: string;
  readonly columns: readonly RowColumn[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  readonly onSelect: ((finding: Finding, isRange: boolean) => void) | undefined;
}

/** The first findings of an open group, and the way to all of them. */
export const GroupFindings = (props: Props) => {
  const { name, count, q, sort, asList, columns, accountNames, selection, onSelect } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { findingId } = useParams();
  const findings = useQuery(groupFindingsQuery(q, sort));
  return (
    // As high as what will come.
    <QueryView query={findings} skeleton={<RowSkeleton rows={Math.min(count, mostInGroup)} height={56} />}>
      {({ items, total }) => (
        <>
          <div role="grid" aria-label={name} className="findings-grid">
            <div role="rowgroup">
              {items.map((finding, index) => (
                <FindingRow
                  key={finding.id}
                  finding={finding}
                  index={index}
                  columns={columns}
                  accountNames={accountNames}
                  isCurrent
                  isSelected={isSelected(selection, finding.id)}
                  isOpen={finding.id === findingId}
                  onSelect={onSelect && ((_, isRange) => onSelect(finding, isRange))}
                  onFocus={() => undefined}
                />
              ))}
            </div>
          </div>
          {(total ?? items.length) > items.length && (
            <Link to={asList} className="group-all">
              {t('triage.group.allOf', { shown: format.number(total ?? count) })}
            </Link>
          )}
        </>
      )}
    </QueryView>
  );
};
