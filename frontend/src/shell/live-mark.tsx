import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../live/live-stream.js';

/** Whether the page hears of changes at once. */
export const LiveMark = ({ state }: { readonly state: LiveState }) => {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`shell.live.${state}Why`)} multiline w={240}>
      <span className="live" data-state={state} role="status">
        <span className="live-dot" aria-hidden />
        {t(`shell.live.${state}`)}
      </span>
    </Tooltip>
  );
};
