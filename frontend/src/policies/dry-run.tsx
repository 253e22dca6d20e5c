import type { PolicyDryRun } from '@cspmexa/contracts';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccountName } from '../compliance/use-account-name.js';
import { useFormat } from '../format/use-format.js';
import { useText } from '../i18n/use-language.js';
import { DataTable, type Column } from '../table/data-table.js';

type Example = PolicyDryRun['examples'][number];

/** What would change if a policy were set so: the sentence, what could not be judged, and some of the resources. */
export const DryRun = ({ result }: { readonly result: PolicyDryRun }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { judged, newlyFailing, newlyPassing, unknown, unreadable, examples } = result;
  const say = (key: 'fail' | 'pass' | 'judged' | 'unknown' | 'unreadable', count: number): string =>
    t(`policies.tried.${key}`, { count, shown: format.number(count) });
  const isSame = newlyFailing === 0 && newlyPassing === 0;
  return (
    <section className="dry-run" role="status" aria-label={t('policies.tried.title')}>
      <p className="sentence">
        {isSame ? t('policies.tried.nothing') : `${say('fail', newlyFailing)}, ${say('pass', newlyPassing)}.`}
      </p>
      <p className="sub">
        {say('judged', judged)} {unknown > 0 && say('unknown', unknown)}
      </p>
      {unreadable > 0 && (
        <p className="sub">
          <span data-tone="warn">{say('unreadable', unreadable)}</span>
        </p>
      )}
      {examples.length > 0 && <Examples examples={examples} of={newlyFailing + newlyPassing} />}
    </section>
  );
};

const Examples = ({ examples, of }: { readonly examples: readonly Example[]; readonly of: number }) => {
  const { t } = useTranslation();
  const text = useText();
  const nameOf = useAccountName();
  const columns: Column<Example>[] = [
    {
      key: 'change',
      header: t('policies.tried.change'),
      width: 'narrow',
      cell: ({ change }) => (
        <span className="control-status" data-control={change === 'newly-failing' ? 'failed' : 'passed'}>
          {change === 'newly-failing' ? (
            <IconCircleX size={16} aria-hidden />
          ) : (
            <IconCircleCheck size={16} aria-hidden />
          )}
          {t(`policies.tried.changes.${change}`)}
        </span>
      ),
    },
    {
      key: 'resource',
      header: t('findings.fields.resource'),
      width: 'rest',
      cell: ({ resourceArn, resourceName, reason }) => (
        <>
          <span className="break">{resourceName ?? resourceArn}</span>
          {resourceName && <span className="sub mono break">{resourceArn}</span>}
          <span className="sub">{text(reason)}</span>
        </>
      ),
    },
    {
      key: 'place',
      header: t('policies.account'),
      cell: ({ accountId, region }) => (
        <>
          {nameOf(accountId)}
          <span className="sub">{region}</span>
        </>
      ),
    },
  ];
  return (
    <>
      {examples.length < of && <p className="sub">{t('policies.tried.some', { count: examples.length })}</p>}
      <div className="scroll-y boxed" tabIndex={0} role="region" aria-label={t('policies.tried.title')}>
        <DataTable
          label={t('policies.tried.title')}
          columns={columns}
          rows={examples}
          rowKey={({ accountId, region, resourceArn, change }) => `${accountId} ${region} ${resourceArn} ${change}`}
        />
      </div>
    </>
  );
};
