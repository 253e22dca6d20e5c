import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const themes = [
  { key: 'light', icon: IconSun },
  { key: 'dark', icon: IconMoon },
  { key: 'auto', icon: IconDeviceDesktop },
] as const satisfies readonly { key: MantineColorScheme; icon: TablerIcon }[];

/** Light, dark, or as the system says. */
export const ThemeSwitch = () => {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = themes.find(({ key }) => key === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          className="quiet"
          aria-label={`${t('shell.theme')}: ${t(`shell.themes.${colorScheme}`)}`}
        >
          <Current size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('shell.theme')}>
        <Menu.RadioGroup value={colorScheme}>
          {themes.map(({ key, icon: Icon }) => (
            <Menu.RadioItem
              key={key}
              value={key}
              closeMenuOnClick
              rightSection={<Icon size={16} aria-hidden />}
              onChange={() => setColorScheme(key)}
            >
              {t(`shell.themes.${key}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
};
