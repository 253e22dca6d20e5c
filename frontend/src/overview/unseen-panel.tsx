import type { Account, Overview } from '@cspmexa/contracts';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../shell/panel.js';
import { unseenAccounts } from './unseen-accounts.js';

interface Props {
  readonly accounts: Overview['byAccount'];
  readonly known: readonly Account[];
}

const most = 8;

/** Accounts that could not be looked at, wholly or in part. Absent when there are none. */
export const UnseenPanel = ({ accounts, known }: Props) => {
  const { t } = useTranslation();
  const unseen = unseenAccounts(known, accounts);
  if (unseen.length === 0) return null;
  return (
    <Panel
      title={t('overview.unseen')}
      className="area-unseen"
      aside={unseen.length > most && <Link to="/accounts">{t('actions.seeAll')}</Link>}
    >
      <ul className="unseen">
        {unseen.slice(0, most).map(({ account, why, unknown }) => (
          <li key={account.id}>
            <IconEyeOff size={16} aria-hidden />
            <div>
              <Link
                to={
                  why === 'holes' && account.lastScan
                    ? `/scans/${account.lastScan.id}`
                    : `/accounts/${account.id}?tab=connect`
                }
              >
                {account.name}
              </Link>
              <span className="sub">
                {t(`overview.why.${why}`, { count: unknown })}
                {why === 'failing' && account.statusDetail && ` ${account.statusDetail}`}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
