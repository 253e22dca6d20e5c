import { ApiError, Problem, routes, urlOf, type Export } from '@cspmexa/contracts';
import { queryOptions } from '@tanstack/react-query';
import { api, session } from '../api/client.js';
import { keys } from '../api/keys.js';

/** How often somebody who waits for a file looks again, in milliseconds. */
const pauseMs = 1_000;

/** Whether nothing more will happen to an export. */
export const hasEnded = ({ state }: Export): boolean => state === 'done' || state === 'failed';

/** One's own exports of the last day; looked at again and again while one of them is being made. */
export const exportsQuery = queryOptions({
  queryKey: keys.exports,
  queryFn: ({ signal }) => api.listExports({}, { signal }),
  refetchInterval: ({ state }) => (state.data?.items.every(hasEnded) === false ? pauseMs : false),
});

/** One export until it has ended, also while another tab of the browser is in front. */
export const exportQuery = (exportId: string) =>
  queryOptions({
    queryKey: [...keys.exports, exportId],
    queryFn: ({ signal }) => api.getExport({ params: { exportId } }, { signal }),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : pauseMs),
    refetchIntervalInBackground: true,
  });

/** The file of an export that is done. @throws ApiError */
export async function exportedFile(exportId: string): Promise<Blob> {
  const response = await session
    .fetch(`/api${urlOf(routes.downloadExport, { params: { exportId } })}`)
    .catch((cause: unknown) => {
      throw new ApiError(0, undefined, { cause });
    });
  if (!response.ok)
    throw new ApiError(response.status, Problem.safeParse(await response.json().catch(() => null)).data);
  return response.blob();
}
