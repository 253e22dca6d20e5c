import { mostInReport, type ExportInput } from '@cspmexa/contracts';
import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconDownload, IconList } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { timeZoneNow } from '../format/time-zone.js';
import { useLanguage } from '../i18n/use-language.js';
import { inputsOf, type Exported } from './export-input.js';
import { toastExport, toastRefusal } from './export-toast.js';

/** Findings that a format shows at most; undefined: all of them. */
const mostOf = ({ of, format }: ExportInput): number | undefined =>
  of === 'findings' && (format === 'html' || format === 'pdf') ? mostInReport[format] : undefined;

/** A button that makes a file of what a page shows, in a format of the person's choice. */
export const ExportMenu = memo((what: Exported) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (body: ExportInput) => api.startExport({ body }),
    onSuccess: (started) => {
      toastExport(started);
      void queries.invalidateQueries({ queryKey: keys.exports, exact: true });
    },
    onError: (error, body) => toastRefusal(error, () => start.mutate(body)),
  });
  return (
    <Menu position="bottom-end" width={320} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="sm"
          variant="default"
          loading={start.isPending}
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t('exports.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('exports.export')}>
        {inputsOf(what, { language, timeZone: timeZoneNow() }).map((input) => (
          <Menu.Item key={input.format} data-format={input.format} onClick={() => start.mutate(input)}>
            <strong>{t(`exports.formats.${input.format}`)}</strong>
            <Text size="xs" c="dimmed">
              {t(`exports.hints.${input.format}`)}
              {mostOf(input) !== undefined && ` ${t('exports.most', { most: mostOf(input) })}`}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/exports" leftSection={<IconList size={16} aria-hidden />}>
          {t('exports.mine')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
});
