import { LanguageSwitch } from './language-switch.js';
import { ThemeSwitch } from './theme-switch.js';
import { useRememberLanguage } from './use-remember-language.js';
import { UserMenu } from './user-menu.js';

/** Language, theme and person. Menus are large: they come after the first paint, into a place that is kept for them. */
export const TopMenus = () => {
  const remember = useRememberLanguage();
  return (
    <>
      <LanguageSwitch onChoose={remember} />
      <ThemeSwitch />
      <UserMenu />
    </>
  );
};
