import { Severity, type Finding, type FindingGroup, type FindingGrouping, type FindingSort } from '@cspmexa/contracts';
import { IconChevronRight } from '@tabler/icons-react';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { SeverityMark } from '../severity/severity-mark.js';
import type { RowColumn } from './column-keys.js';
import { listUrl } from './findings-view.js';
import { GroupFindings } from './group-findings.js';
import { detailOfGroup, useGroupName } from './group-name.js';
import type { Selection } from './selection.js';

interface Props {
  readonly group: FindingGroup;
  readonly by: FindingGrouping;
  readonly sort: FindingSort;
  readonly isOpen: boolean;
  readonly onToggle: (key: string) => void;
  readonly columns: readonly RowColumn[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly selection: Selection;
  /** Absent for those who may not change findings. */
  readonly onSelect: ((finding: Finding, isRange: boolean) => void) | undefined;
}

/** What findings share, how many and how bad they are; the findings themselves under it when it is open. */
export const GroupRow = memo((props: Props) => {
  const { group, by, sort, isOpen, onToggle, columns, accountNames, selection, onSelect } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const name = useGroupName(by, accountNames)(group);
  const detail = detailOfGroup(group, name, by);
  const asList = listUrl(group.q, sort);
  const words = (count: number) => ({ count, shown: format.number(count) });
  return (
    <>
      <div className="group-head">
        <button
          type="button"
          className="group-toggle"
          aria-expanded={isOpen}
          aria-controls={`${id}-findings`}
          data-row
          onClick={() => onToggle(group.key)}
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
            {group.resources !== null &&
              (group.judged === null
                ? t('triage.group.resources', words(group.resources))
                : t('triage.group.ofResources', {
                    count: group.judged,
                    shown: format.number(group.resources),
                    of: format.number(group.judged),
                  }))}
          </span>
          <span className="group-oldest">
            {t('triage.group.oldest')} <Ago at={group.oldest} />
          </span>
          <Link
            to={asList}
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
          <GroupFindings
            name={name}
            count={group.findings}
            q={group.q}
            sort={sort}
            asList={asList}
            columns={columns}
            accountNames={accountNames}
            selection={selection}
            onSelect={onSelect}
          />
        )}
      </div>
    </>
  );
});
