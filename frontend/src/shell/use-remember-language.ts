import type { Language } from '@cspmexa/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { meQuery } from '../session/use-session.js';

/** Remembers the chosen language for the person as well: mails come in it. */
export function useRememberLanguage(): (language: Language) => void {
  const queries = useQueryClient();
  return (language) =>
    void api.changeMe({ body: { language } }).then(
      (me) => queries.setQueryData(meQuery.queryKey, me),
      // The page has it; only mails go on in the old one.
      () => undefined,
    );
}
