import { ApiError, type FindingDetail } from '@cspmexa/contracts';
import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { dayIn, instantIn } from '../format/time-zone.js';
import { PersonMenu } from '../members/person-menu.js';
import { useCan } from '../session/use-session.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { findingQuery } from './findings-queries.js';

type Patch = Omit<Parameters<typeof api.changeFinding>[0]['body'], 'ifVersion'>;

/** Whether somebody else was faster. */
export const isMeanwhile = (error: unknown): boolean =>
  error instanceof ApiError && error.problem?.code === 'changed-meanwhile';

/** Who works on a finding and by when it is to be fixed. */
export const WorkPanel = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const mayTriage = useCan()('findings:triage');
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (patch: Patch) =>
      api.changeFinding({ params: { findingId: finding.id }, body: { ...patch, ifVersion: finding.version } }),
    onSuccess: (detail) => queries.setQueryData(findingQuery(finding.id).queryKey, detail),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.findings }),
  });
  const isOpen = finding.status !== 'resolved';
  const isOverdue = finding.status === 'open' && finding.dueAt !== null && Date.parse(finding.dueAt) < Date.now();
  const due =
    finding.dueAt === null ? (
      t('detail.dueNone')
    ) : (
      <span data-overdue={isOverdue || undefined} className="due">
        <Ago at={finding.dueAt} />
        {isOverdue && ` · ${t('detail.overdue')}`}
      </span>
    );
  if (!mayTriage || !isOpen)
    return (
      <Panel title={t('detail.work')}>
        <Facts
          facts={[
            [t('detail.assignee'), finding.assignee ?? t('people.nobody')],
            [t('detail.due'), due],
          ]}
        />
      </Panel>
    );
  return (
    <Panel title={t('detail.work')}>
      <div className="work">
        <PersonMenu
          label={t('detail.assignee')}
          value={finding.assignee}
          disabled={change.isPending}
          onChange={(assignee) => change.mutate({ assignee })}
        />
        <TextInput
          // A date that is typed in part is not sent; another one from elsewhere is shown.
          key={finding.dueAt}
          type="date"
          label={t('detail.due')}
          description={t('detail.dueHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          defaultValue={finding.dueAt ? dayIn(new Date(finding.dueAt)) : ''}
          onBlur={(event) => {
            const day = event.currentTarget.value;
            if (day && day !== (finding.dueAt && dayIn(new Date(finding.dueAt))))
              change.mutate({ dueAt: instantIn(day, '23:59:59') });
          }}
        />
        <div className="work-due">
          {due}
          <Button size="compact-xs" variant="subtle" onClick={() => change.mutate({ dueAt: null })}>
            {t('detail.followSeverity')}
          </Button>
        </div>
      </div>
      {isMeanwhile(change.error) ? (
        <Alert role="alert">{t('detail.meanwhile')}</Alert>
      ) : (
        <ProblemAlert error={change.error} />
      )}
    </Panel>
  );
};
