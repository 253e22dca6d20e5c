import type { Policy } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { FixTabs } from '../findings/fix-tabs.js';
import { findingsUrl } from '../findings/findings-view.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { Prose } from '../shell/prose.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { policyQuery } from './policies-queries.js';
import { VerdictCounts } from './verdict-counts.js';

/** One policy: what it asks for, why, and how to satisfy it. */
export const PolicyPage = () => {
  const { policyId = '' } = useParams();
  const policy = useQuery(policyQuery(policyId));
  return (
    <QueryView query={policy} skeleton={<RowSkeleton rows={8} />}>
      {(data) => <PolicyContent policy={data} />}
    </QueryView>
  );
};

const PolicyContent = ({ policy }: { readonly policy: Policy }) => {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <PageHeader
        back={<BackLink to="/policies" label={t('policies.title')} />}
        title={text(policy.title)}
        subtitle={
          <span className="marks">
            <SeverityMark severity={policy.severity} />
            <span className="service">{policy.service}</span>
            <span className="mono break">{policy.id}</span>
          </span>
        }
      />
      <div className="stack">
        <Panel
          title={t('policies.resources')}
          aside={<Link to={findingsUrl({ policyId: policy.id })}>{t('policies.openFindings')}</Link>}
        >
          <VerdictCounts counts={policy.counts} />
        </Panel>
        <Panel title={t('findings.whyItMatters')}>
          <Text>
            <Prose text={text(policy.why)} />
          </Text>
        </Panel>
        {policy.rows.length > 0 && (
          <Panel title={t('policies.rows')}>
            <ul className="controls">
              {policy.rows.map(({ id, title, severity }) => (
                <li key={id}>
                  <SeverityMark severity={severity} /> <span className="chip mono">{id}</span> {text(title)}
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <Panel title={t('findings.howToFix')}>
          <FixTabs fix={policy.fix} />
        </Panel>
        <Panel title={t('findings.controls')}>
          {policy.controls.length === 0 && policy.sameAs.length === 0 && (
            <Text c="dimmed">{t('policies.noControls')}</Text>
          )}
          <p className="chips">
            {policy.controls.map((control) => (
              <span key={control} className="chip mono">
                {control}
              </span>
            ))}
          </p>
          {policy.sameAs.length > 0 && (
            <p className="same-as">
              {t('findings.sameAs')}{' '}
              {policy.sameAs.map((check) => (
                <span key={check} className="chip mono break">
                  {check}
                </span>
              ))}
            </p>
          )}
        </Panel>
      </div>
    </>
  );
};
