import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { meQuery, useMe } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';

const device = 'device';

/** The zone that all times are shown in. */
export const TimeZoneField = () => {
  const { t } = useTranslation();
  const { preferences } = useMe();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (timeZone: string | null) => api.changeMe({ body: { timeZone } }),
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
  });
  const zones = Intl.supportedValuesOf('timeZone');
  const known = zones.includes('UTC') ? zones : ['UTC', ...zones];
  return (
    <>
      <Select
        size="xs"
        w={280}
        maw="100%"
        searchable
        allowDeselect={false}
        aria-label={t('timeZone.label')}
        description={t('timeZone.why')}
        data={[
          { value: device, label: t('timeZone.device', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }) },
          ...known.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
        ]}
        value={preferences.timeZone ?? device}
        disabled={change.isPending}
        onChange={(zone) => change.mutate(zone === null || zone === device ? null : zone)}
      />
      <ProblemAlert error={change.error} />
    </>
  );
};
