import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useLanguage } from '../i18n/use-language.js';
import { problemTextOf } from '../states/problem.js';

/** Starts a scan of an account and goes to it. */
export function useScanNow() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (accountId: string) => api.startScan({ body: { accountId } }),
    onSuccess: async (scan) => {
      void queries.invalidateQueries({ queryKey: keys.scans });
      await navigate(`/scans/${scan.id}`);
    },
    onError: (error) => {
      const problem = problemTextOf(error, language, t('states.noAnswer'));
      notifications.show({
        title: t('scans.notStarted'),
        message: problem.detail ?? problem.title,
        className: 'toast-bad',
      });
    },
  });
}
