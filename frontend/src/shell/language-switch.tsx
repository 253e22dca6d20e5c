import { Language } from '@cspmexa/contracts';
import { Button, Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n/i18n.js';
import { localeOf } from '../i18n/language.js';
import { useLanguage } from '../i18n/use-language.js';

const names: Readonly<Record<Language, string>> = { en: 'English', pt: 'Português (Brasil)' };

/** Chooses the language. `onChoose` hears of it, to remember it for the person as well. */
export const LanguageSwitch = ({ onChoose }: { readonly onChoose?: (language: Language) => void }) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const choose = (next: Language): void => {
    void switchLanguage(next);
    onChoose?.(next);
  };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className="quiet"
          leftSection={<IconLanguage size={16} aria-hidden />}
          aria-label={`${t('shell.language')}: ${language.toUpperCase()}, ${names[language]}`}
        >
          {language.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('shell.language')}>
        <Menu.RadioGroup value={language} onChange={(next) => choose(Language.parse(next))}>
          {Language.options.map((option) => (
            <Menu.RadioItem key={option} value={option} lang={localeOf(option)} closeMenuOnClick>
              {names[option]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
};
