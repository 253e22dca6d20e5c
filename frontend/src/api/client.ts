/** The one client and the one session of the page. */
import { createClient } from '@cspmexa/contracts';
import { currentLanguage } from '../i18n/language.js';
import { Session } from '../session/session.js';

export const session = new Session({
  language: currentLanguage,
  tabs: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('cspmexa-session'),
});
export const api = createClient({ baseUrl: '/api', fetch: session.fetch });
