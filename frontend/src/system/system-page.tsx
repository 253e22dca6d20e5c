import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { PageHeader } from '../shell/page-header.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { useUrlState } from '../url/use-url-state.js';
import { DeadLetters } from './dead-letters.js';
import { Storage } from './storage.js';

const tabs = ['storage', 'deadLetters'] as const;
const view = { tab: z.enum(tabs) };

/** The installation itself: what it stores and what it gave up. */
export const SystemPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  return (
    <>
      <PageHeader title={t('system.title')} subtitle={t('system.lead')} />
      <IgnoredNotice names={ignored} />
      <Tabs
        value={values.tab ?? 'storage'}
        onChange={(tab) => change({ tab: view.tab.parse(tab) })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t('system.title')}>
          {tabs.map((tab) => (
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
      </Tabs>
    </>
  );
};
