import { ActionIcon, Popover } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QueryKey } from './completions.js';

/** A query to learn from. */
export interface QueryExample {
  readonly query: string;
  readonly says: string;
}

interface Props {
  readonly keys: readonly QueryKey[];
  readonly examples: readonly QueryExample[];
}

/** A button that explains the language of the query bar. */
export const QueryHelp = ({ keys, examples }: Props) => {
  const { t } = useTranslation();
  const rules = ['values', 'not', 'text', 'times'] as const;
  return (
    <Popover position="bottom-end" trapFocus returnFocus width="min(460px, 92vw)" shadow="md">
      <Popover.Target>
        <ActionIcon variant="subtle" size="sm" className="quiet" aria-label={t('query.help')}>
          <IconHelpCircle size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="query-help" aria-label={t('query.help')}>
        <h2 tabIndex={-1} data-autofocus>
          {t('query.help')}
        </h2>
        <dl>
          {examples.map(({ query, says }) => (
            <div key={query}>
              <dt>
                <code>{query}</code>
              </dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        <ul className="query-rules">
          {rules.map((rule) => (
            <li key={rule}>{t(`query.rules.${rule}`)}</li>
          ))}
        </ul>
        <p className="query-keys">
          {t('query.keys')}{' '}
          {keys.map(({ key, label }) => (
            <code key={key} title={label}>
              {key}
            </code>
          ))}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
};
