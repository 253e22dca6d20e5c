import type { AlertRule } from '@cspmexa/contracts';
import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useFormat } from '../format/use-format.js';
import { useCan } from '../session/use-session.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { DataTable, type Column } from '../table/data-table.js';
import { inputOf } from './rule-input.js';
import { QuietText, TimingText } from './timing-text.js';

/** Alert rules; those who may change them open one by its name. */
export const RulesTable = ({ rules }: { readonly rules: readonly AlertRule[] }) => {
  const { t } = useTranslation();
  const mayChange = useCan()('alerts:write');
  const format = useFormat();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ rule, enabled }: { rule: AlertRule; enabled: boolean }) =>
      api.changeAlertRule({ params: { ruleId: rule.id }, body: { ...inputOf(rule), enabled } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.alertRules }),
  });
  const columns: Column<AlertRule>[] = [
    {
      key: 'name',
      header: t('alerts.fields.name'),
      width: 'rest',
      cell: ({ id, name, recipients, toOwners }) => (
        <>
          {mayChange ? (
            <Link to={`/alerts/rules/${id}`} className="row-link break">
              {name}
            </Link>
          ) : (
            <strong className="break">{name}</strong>
          )}
          <span className="sub break">
            {[...recipients.map(({ email }) => email), ...(toOwners ? [t('alerts.owners')] : [])].join(', ')}
          </span>
        </>
      ),
    },
    {
      key: 'severity',
      header: t('alerts.fields.minSeverity'),
      width: 'narrow',
      cell: ({ minSeverity }) => <SeverityMark severity={minSeverity} />,
    },
    {
      key: 'about',
      header: t('alerts.fields.about'),
      cell: ({ services, accountIds, q }) => (
        <>
          <span className="sub">
            {services.length > 0 ? services.join(', ').toUpperCase() : t('accounts.allServices')}
            {' · '}
            {accountIds.length > 0 ? t('alerts.accounts', { count: accountIds.length }) : t('alerts.allAccounts')}
          </span>
          {q && <code className="sub break">{q}</code>}
        </>
      ),
    },
    {
      key: 'when',
      header: t('alerts.fields.when'),
      cell: ({ timing, timeZone, quietHours, nextAt }) => (
        <>
          <TimingText timing={timing} timeZone={timeZone} />
          {nextAt && (
            <span className="sub">
              <time dateTime={nextAt} title={nextAt}>
                {t('alerts.next', { when: format.relative(nextAt) })}
              </time>
            </span>
          )}
          {quietHours && (
            <span className="sub">
              <QuietText quietHours={quietHours} />
            </span>
          )}
        </>
      ),
    },
    {
      key: 'enabled',
      header: t('alerts.fields.enabled'),
      width: 'narrow',
      cell: (rule) => (
        <Switch
          className="above-row"
          size="sm"
          aria-label={t('alerts.enabledOf', { name: rule.name })}
          checked={rule.enabled}
          disabled={!mayChange || change.isPending}
          onChange={(event) => change.mutate({ rule, enabled: event.currentTarget.checked })}
        />
      ),
    },
  ];
  return (
    <>
      <ProblemAlert error={change.error} />
      <DataTable label={t('alerts.rules')} columns={columns} rows={rules} rowKey={({ id }) => id} />
    </>
  );
};
