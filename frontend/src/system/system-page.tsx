import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { PageHeader } from '../shell/page-header.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { AuditTrail } from './audit-trail.js';
import { DeadLetters } from './dead-letters.js';
import { Storage } from './storage.js';

const tabs = ['storage', 'deadLetters', 'audit'] as const;
const view = { tab: z.enum(tabs), cursor: z.string().max(2_000) };

/** The installation itself: what it stores, what it gave up, and who did what about it. */
export const SystemPage = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { values, ignored, change } = useUrlState(view);
  const shown = tabs.filter((tab) => tab !== 'audit' || can('audit:read'));
  return (
    <>
      <PageHeader title={t('system.title')} subtitle={t('system.lead')} />
      <IgnoredNotice names={ignored} />
      <Tabs
        value={values.tab ?? 'storage'}
        onChange={(tab) => change({ tab: view.tab.parse(tab), cursor: undefined })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('system.title')}>
          {shown.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`system.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="storage" pt="md">
          <Storage />
        </Tabs.Panel>
        <Tabs.Panel value="deadLetters" pt="md">
          <DeadLetters />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <AuditTrail cursor={values.cursor} onCursor={(cursor, state) => change({ cursor }, { state })} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
};
