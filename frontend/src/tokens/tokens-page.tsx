import type { NewApiToken } from '@cspmexa/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { CopyText } from '../shell/copy-text.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { TokenForm } from './token-form.js';
import { tokensQuery } from './tokens-queries.js';
import { TokensTable } from './tokens-table.js';

const view = { cursor: z.string().max(2_000) };

/** Tokens for machines. A new one is seen here once. */
export const TokensPage = () => {
  const { t } = useTranslation();
  const mayMake = useCan()('tokens:write');
  const { values, ignored, change } = useUrlState(view);
  const tokens = useQuery(tokensQuery(values.cursor));
  const [making, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<NewApiToken>();
  const pages = usePages({
    cursor: values.cursor,
    next: tokens.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const make = mayMake && !making && !made && (
    <Button size="sm" leftSection={<IconKey size={16} aria-hidden />} onClick={open}>
      {t('tokens.make')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('tokens.title')} subtitle={t('tokens.lead')} actions={make} />
      <IgnoredNotice names={ignored} />
      {making && (
        <Panel title={t('tokens.make')} className="spaced">
          <TokenForm
            onCancel={close}
            onMade={(next) => {
              close();
              setMade(next);
            }}
          />
        </Panel>
      )}
      {made && (
        <Panel title={made.apiToken.name} className="spaced">
          <Stack role="status">
            <Text size="sm">{t('tokens.once')}</Text>
            <div className="with-copy">
              <code className="secretish break" data-token-value>
                {made.token}
              </code>
              <CopyText value={made.token} label={t('tokens.token')} />
            </div>
            <Group>
              <Button size="sm" variant="default" onClick={() => setMade(undefined)}>
                {t('tokens.kept')}
              </Button>
            </Group>
          </Stack>
        </Panel>
      )}
      <div className="panel list" data-flush>
        <QueryView query={tokens} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <TokensTable tokens={items} />
            ) : (
              <EmptyState
                icon={<IconKey size={28} />}
                title={t('tokens.emptyTitle')}
                why={t('tokens.emptyWhy')}
                action={make}
              />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
