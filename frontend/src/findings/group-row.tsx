import { Severity, type Finding, type FindingGroup, type FindingSort } from '@cspmexa/contracts';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import type { RowColumn } from './column-keys.js';
import { FindingRow } from './finding-row.js';
import { groupFindingsQuery } from './findings-queries.js';
import { isSelected, type Selection } from './selection.js';

interface Props {
  readonly group: FindingGroup;
  readonly name: string;
  /** The ARN, the id: what the name is not. */
  readonly detail: string | undefined;
  /** The query of its findings. */
  readonly q: string;
  readonly sort: FindingSort;
  readonly listUrl: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly columns: readonly RowColumn[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  readonly onSelect: ((finding: Finding) => void) | undefined;
}

/** What findings share, how many and how bad they are; the findings themselves under it when it is open. */
export const GroupRow = (props: Props) => {
  const { group, name, detail, q, sort, listUrl, isOpen, onToggle, columns, accountNames, selection, onSelect } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const { findingId } = useParams();
  const findings = useQuery({ ...groupFindingsQuery(q, sort), enabled: isOpen });
  const words = (count: number) => ({ count, shown: format.number(count) });
  return (
    <li className="group" data-group={group.key}>
      <div className="group-head">
        <button
          type="button"
          className="group-toggle"
          aria-expanded={isOpen}
          aria-controls={`${id}-findings`}
          data-row
          onClick={onToggle}
        >
          <IconChevronRight size={16} className="group-chevron" aria-hidden />
          <SeverityMark severity={group.severity} compact />
          <span className="group-name">
            {name}
            {detail && <span className="sub mono">{detail}</span>}
          </span>
        </button>
        <span className="group-facts">
          <span className="group-severities">
            {Severity.options
              .filter((severity) => (group.bySeverity[severity] ?? 0) > 0)
              .map((severity) => (
                <span key={severity} className="group-severity" data-severity={severity}>
                  <span aria-hidden>{t(`severity.${severity}`).charAt(0)}</span>
                  <span className="visually-hidden">{t(`severity.${severity}`)}</span>{' '}
                  {format.number(group.bySeverity[severity] ?? 0)}
                </span>
              ))}
          </span>
          <span className="group-resources">
            {group.judged === null
              ? t('triage.group.resources', words(group.resources))
              : t('triage.group.ofResources', {
                  count: group.judged,
                  shown: format.number(group.resources),
                  of: format.number(group.judged),
                })}
          </span>
          <span className="group-oldest">
            {t('triage.group.oldest')} <Ago at={group.oldest} />
          </span>
          <Link
            to={listUrl}
            className="group-list-link"
            title={t('triage.group.asList')}
            aria-label={`${t('triage.group.findings', words(group.findings))}: ${name}`}
          >
            {t('triage.group.findings', words(group.findings))}
          </Link>
        </span>
      </div>
      <div id={`${id}-findings`} className="group-findings">
        {isOpen && (
          <QueryView query={findings} skeleton={<RowSkeleton rows={3} />}>
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
                        onSelect={onSelect && (() => onSelect(finding))}
                        onFocus={() => undefined}
                      />
                    ))}
                  </div>
                </div>
                {(total ?? items.length) > items.length && (
                  <Link to={listUrl} className="group-all">
                    {t('triage.group.allOf', { shown: format.number(total ?? group.findings) })}
                  </Link>
                )}
              </>
            )}
          </QueryView>
        )}
      </div>
    </li>
  );
};
