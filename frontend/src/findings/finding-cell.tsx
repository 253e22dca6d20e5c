import type { Finding } from '@cspmexa/contracts';
import { IconMessageCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { StatusMark } from '../severity/status-mark.js';
import type { RowColumn } from './column-keys.js';
import { DueMark } from './due-mark.js';
import { ResourceName } from './resource-name.js';

interface Props {
  readonly column: RowColumn;
  readonly finding: Finding;
  readonly accountNames: ReadonlyMap<string, string>;
  /** Whether the resource has a column of its own. */
  readonly hasResource: boolean;
  /** Whether the row is the one that Tab comes to. */
  readonly isCurrent: boolean;
}

/** What a column says of a finding. */
export const FindingCell = ({ column, finding, accountNames, hasResource, isCurrent }: Props) => {
  switch (column) {
    case 'severity':
      return <SeverityMark severity={finding.severity} />;
    case 'finding':
      return <Title finding={finding} hasResource={hasResource} isCurrent={isCurrent} />;
    case 'status':
      return <StatusMark status={finding.status} reopened={finding.reopened} />;
    case 'state':
      return finding.status === 'open' && !finding.reopened && finding.dueAt ? (
        <DueMark finding={finding} />
      ) : (
        <StatusMark status={finding.status} reopened={finding.reopened} />
      );
    case 'resource':
      return <ResourceName finding={finding} />;
    case 'service':
      return <span className="service">{finding.service}</span>;
    case 'region':
      return <span className="region">{finding.region}</span>;
    case 'account':
      return (
        <span className="account-name" title={finding.awsAccountId}>
          {accountNames.get(finding.accountId) ?? finding.awsAccountId}
        </span>
      );
    case 'opened':
      return <Ago at={finding.openedAt} />;
    case 'changed':
      return <Ago at={finding.changedAt} />;
    case 'due':
      return <DueMark finding={finding} />;
    case 'assignee':
      return <Assignee email={finding.assignee} />;
    case 'comments':
      return finding.comments > 0 ? <Comments count={finding.comments} /> : null;
  }
};

/** The link of a row covers the row; it keeps the list's address. */
const Title = ({ finding, hasResource, isCurrent }: Pick<Props, 'finding' | 'hasResource' | 'isCurrent'>) => {
  const text = useText();
  const { search, state } = useLocation();
  return (
    <>
      <Link
        to={{ pathname: `/findings/${finding.id}`, search }}
        state={state}
        className="row-link"
        data-finding={finding.id}
        tabIndex={isCurrent ? 0 : -1}
      >
        {text(finding.title)}
      </Link>
      <span className="finding-line">
        {!hasResource && <ResourceName finding={finding} />}
        <span className="finding-reason">{text(finding.reason)}</span>
      </span>
    </>
  );
};

const Assignee = ({ email }: { readonly email: string | null }) => {
  const { t } = useTranslation();
  return email === null ? (
    <span className="assignee" data-nobody>
      {t('triage.nobody')}
    </span>
  ) : (
    <span className="assignee" title={email}>
      {email.split('@')[0]}
    </span>
  );
};

const Comments = ({ count }: { readonly count: number }) => {
  const { t } = useTranslation();
  const shown = useFormat().number(count);
  return (
    <span className="comments-count">
      <IconMessageCircle size={14} aria-hidden />
      <span aria-hidden>{shown}</span>
      <span className="visually-hidden">{t('triage.comments', { count, shown })}</span>
    </span>
  );
};
