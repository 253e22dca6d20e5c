import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { Facts } from '../shell/facts.js';
import { LanguageSwitch } from '../shell/language-switch.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { ThemeSwitch } from '../shell/theme-switch.js';
import { useRememberLanguage } from '../shell/use-remember-language.js';
import { AuthenticatorPanel } from './authenticator-panel.js';
import { SessionsPanel } from './sessions-panel.js';
import { TimeZoneField } from './time-zone-field.js';

/** One's own account here: who one is, the authenticator, and where one is signed in. */
export const ProfilePage = () => {
  const { t } = useTranslation();
  const { member, tenant } = useMe();
  const remember = useRememberLanguage();
  return (
    <>
      <PageHeader title={t('profile.title')} subtitle={t('profile.lead')} />
      <div className="stack">
        <Panel title={t('profile.you')}>
          <Facts
            facts={[
              [t('members.fields.name'), member.name ?? '–'],
              [t('members.fields.email'), member.email],
              [t('profile.tenant'), tenant.name],
              [
                t('members.fields.role'),
                `${t(`members.roles.${member.role}`)}. ${t(`members.roleHints.${member.role}`)}`,
              ],
              [
                t('members.fields.accounts'),
                member.accountIds.length === 0
                  ? t('members.everyAccount')
                  : t('members.someAccounts', { count: member.accountIds.length }),
              ],
              [t('shell.language'), <LanguageSwitch onChoose={remember} />],
              [t('shell.theme'), <ThemeSwitch />],
              [t('timeZone.label'), <TimeZoneField />],
            ]}
          />
        </Panel>
        <AuthenticatorPanel />
        <SessionsPanel />
      </div>
    </>
  );
};
