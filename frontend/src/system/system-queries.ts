import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';

/** What each service stores. A service that does not answer is missing from the list, not an error of the page. */
export const storageQuery = queryOptions({
  queryKey: [...keys.system, 'storage'],
  queryFn: async ({ signal }) => {
    const asked = await Promise.allSettled([
      api.getCollectorStorage({}, { signal }),
      api.getPolicyEngineStorage({}, { signal }),
      api.getNotificationStorage({}, { signal }),
      api.getAuthStorage({}, { signal }),
    ]);
    const answers = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const [refused] = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    if (answers.length === 0) throw refused;
    return { services: answers, missing: asked.length - answers.length };
  },
});

export const deadLettersQuery = queryOptions({
  queryKey: [...keys.system, 'dead-letters'],
  queryFn: ({ signal }) => api.listDeadLetters({ query: { limit: 200 } }, { signal }),
});
