import type { AccountInput } from '@cspmexa/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { AccountForm } from './account-form.js';

/** Connects an account; the next page says what to paste into AWS. */
export const AddAccountPage = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: (body: AccountInput) => api.addAccount({ body }),
    onSuccess: async (account) => {
      void queries.invalidateQueries({ queryKey: keys.accounts });
      await navigate(`/accounts/${account.id}?tab=connect`);
    },
  });
  return (
    <>
      <PageHeader
        back={<BackLink to="/accounts" label={t('accounts.title')} />}
        title={t('accounts.add')}
        subtitle={t('accounts.form.lead')}
      />
      <div className="panel padded">
        <AccountForm busy={add.isPending} error={add.error} onSave={(body) => add.mutate(body)} />
      </div>
    </>
  );
};
