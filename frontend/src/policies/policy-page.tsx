import type { PolicyDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { z } from 'zod';
import { FixTabs } from '../findings/fix-tabs.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { BackLink } from '../shell/back-link.js';
import { Facts } from '../shell/facts.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { Prose } from '../shell/prose.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { policyQuery } from './policies-queries.js';
import { PolicyAccounts } from './policy-accounts.js';
import { PolicyExamples } from './policy-examples.js';
import { PolicyReferences } from './policy-references.js';
import { PolicySettings } from './policy-settings.js';

const view = { account: z.uuid().describe('For which account the settings are; left out: the tenant.') };

/** One policy: what it asks for, why, where it is satisfied, how it is set, and how to satisfy it. */
export const PolicyPage = () => {
  const { t } = useTranslation();
  const { policyId = '' } = useParams();
  const policy = useQuery(policyQuery(policyId));
  return (
    <>
      {!policy.data && <PageHeader back={<BackLink to="/policies" label={t('policies.title')} />} title={policyId} />}
      <QueryView query={policy} skeleton={<RowSkeleton rows={8} />}>
        {(data) => <PolicyContent policy={data} />}
      </QueryView>
    </>
  );
};

const PolicyContent = ({ policy }: { readonly policy: PolicyDetail }) => {
  const { t } = useTranslation();
  const text = useText();
  const { values, ignored, change } = useUrlState(view);
  return (
    <>
      <PageHeader
        back={<BackLink to="/policies" label={t('policies.title')} />}
        title={text(policy.title)}
        subtitle={
          <span className="marks">
            <SeverityMark severity={policy.severity} />
            <span className="service">{policy.service}</span>
            {policy.off > 0 && <span className="chip">{t('policies.offIn', { count: policy.off })}</span>}
            {policy.adjusted && <span className="chip">{t('policies.adjusted')}</span>}
          </span>
        }
      />
      <IgnoredNotice names={ignored} />
      <div className="policy">
        <div className="stack">
          <Panel title={t('findings.whyItMatters')}>
            <Text>
              <Prose text={text(policy.why)} />
            </Text>
          </Panel>
          <PolicyAccounts policy={policy} />
          <Panel title={t('findings.howToFix')}>
            <FixTabs fix={policy.fix} />
          </Panel>
          <PolicySettings
            policy={policy}
            accountId={values.account ?? null}
            onAccount={(accountId) => change({ account: accountId ?? undefined })}
          />
          <PolicyExamples examples={policy.examples} />
        </div>
        <aside className="stack" aria-label={t('policies.about')}>
          <Panel title={t('policies.about')}>
            <Facts
              facts={[
                [
                  t('policies.id'),
                  <span key="id" className="mono break">
                    {policy.id}
                  </span>,
                ],
                [
                  t('findings.fields.kind'),
                  <span key="kind" className="mono break">
                    {policy.resourceKind}
                  </span>,
                ],
                [
                  t('policies.needs'),
                  policy.needs.length === 0 ? (
                    t('policies.needsNothing')
                  ) : (
                    <span key="needs" className="chips">
                      {policy.needs.map((facet) => (
                        <span key={facet} className="chip mono">
                          {facet}
                        </span>
                      ))}
                    </span>
                  ),
                ],
              ]}
            />
          </Panel>
          {policy.rows.length > 0 && (
            <Panel title={t('policies.rows')}>
              <ul className="controls">
                {policy.rows.map(({ id, title, severity }) => (
                  <li key={id} className="policy-row">
                    <SeverityMark severity={severity} compact />
                    <span>
                      {text(title)} <span className="chip mono">{id}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <PolicyReferences controls={policy.controls} sameAs={policy.sameAs} />
        </aside>
      </div>
    </>
  );
};
