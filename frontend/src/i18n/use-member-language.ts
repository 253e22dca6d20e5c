import type { Language } from '@cspmexa/contracts';
import { useEffect } from 'react';
import { switchLanguage } from './i18n.js';
import { wasChosenHere } from './language.js';

/**
 * Shows the page in the language that the member chose elsewhere, on a device where nobody has chosen one. Members have English until
 * somebody chooses for them, which is no reason to take a Portuguese browser's away.
 */
export function useMemberLanguage(language: Language): void {
  useEffect(() => {
    if (language !== 'en' && !wasChosenHere()) void switchLanguage(language);
    // Once for each sign-in: later choices are made here.
  }, []);
}
