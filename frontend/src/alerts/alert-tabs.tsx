import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useCan } from '../session/use-session.js';

/** The two halves of alerting: the rules, and the mails that came of them. */
export const AlertTabs = () => {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <nav className="subnav" aria-label={t('alerts.title')}>
      <NavLink to="/alerts" end={false}>
        {t('alerts.rules')}
      </NavLink>
      {can('deliveries:read') && <NavLink to="/deliveries">{t('alerts.deliveries')}</NavLink>}
    </nav>
  );
};
