import { Button } from '@mantine/core';
import { IconCloudPlus, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../states/empty-state.js';
import { ZeroResults } from '../states/zero-results.js';
import { builtInViews } from './findings-view.js';

interface Props {
  readonly q: string;
  readonly hasAccounts: boolean;
  readonly onClear: () => void;
}

/** Why there is no finding, and what to do: connect an account, look at the coverage, or search for less. */
export const NoFindings = ({ q, hasAccounts, onClear }: Props) => {
  const { t } = useTranslation();
  if (!hasAccounts)
    return (
      <EmptyState
        icon={<IconCloudPlus size={28} />}
        title={t('findings.noAccountsTitle')}
        why={t('findings.noAccountsWhy')}
        action={
          <Button component={Link} to="/accounts/new">
            {t('accounts.add')}
          </Button>
        }
      />
    );
  if (q !== builtInViews.open && q !== builtInViews.all) return <ZeroResults onClear={onClear} />;
  return (
    <EmptyState
      icon={<IconShieldCheck size={28} />}
      title={t('findings.emptyTitle')}
      why={t('findings.emptyWhy')}
      action={
        <Button component={Link} to="/scans">
          {t('findings.seeCoverage')}
        </Button>
      }
    />
  );
};
