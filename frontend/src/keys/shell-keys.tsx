import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCan, useMe } from '../session/use-session.js';
import { places } from '../shell/places.js';
import { keyboard } from './keyboard.js';
import { useKeys } from './use-keys.js';

const KeySheet = lazy(async () => ({ default: (await import('./key-sheet.js')).KeySheet }));
const Palette = lazy(async () => ({ default: (await import('../palette/palette.js')).Palette }));

/** The keys that work on every page: jumps, the sheet of shortcuts and the palette of commands. */
export const ShellKeys = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const { preferences } = useMe();
  const [opened, setOpened] = useState<'sheet' | 'palette' | undefined>();
  const close = (): void => setOpened(undefined);

  useEffect(() => {
    keyboard.singleKeys = preferences.singleKeys;
  }, [preferences.singleKeys]);
  useEffect(() => {
    document.addEventListener('keydown', keyboard.handle);
    const openPalette = (): void => setOpened('palette');
    document.addEventListener('cspmexa:palette', openPalette);
    return () => {
      document.removeEventListener('keydown', keyboard.handle);
      document.removeEventListener('cspmexa:palette', openPalette);
    };
  }, []);
  useKeys(t('keys.everywhere'), [
    { keys: 'mod+k', says: t('keys.palette'), anywhere: true, run: () => setOpened('palette') },
    { keys: '?', says: t('keys.sheet'), run: () => setOpened('sheet') },
    ...places
      .filter(({ permission, jump }) => jump !== undefined && can(permission))
      .map(({ to, key, jump }) => ({
        keys: `g ${jump}`,
        says: t('keys.goTo', { place: t(`nav.${key}`) }),
        run: () => void navigate(to),
      })),
  ]);

  return (
    <Suspense>
      {opened === 'sheet' && <KeySheet onClose={close} />}
      {opened === 'palette' && <Palette onClose={close} />}
    </Suspense>
  );
};

/** Opens the palette from a button. */
export const openPalette = (): void => void document.dispatchEvent(new CustomEvent('cspmexa:palette'));
