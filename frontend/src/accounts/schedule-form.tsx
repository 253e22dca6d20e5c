import { ScheduleInput, TimeZone, type Blackout, type Severity } from '@cspmexa/contracts';
import { Autocomplete, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { timeZoneNow } from '../format/time-zone.js';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { BlackoutFields } from './blackout-fields.js';
import { CronText } from './cron-text.js';
import { SchedulePreview } from './schedule-preview.js';

const presets = [
  ['sixHours', '0 */6 * * *'],
  ['night', '0 3 * * *'],
  ['workdays', '0 3 * * 1-5'],
  ['monday', '0 3 * * 1'],
  ['month', '0 3 1 * *'],
] as const;
/** Which policies a scan is for: all of them, or those whose findings cannot wait. */
const tiers: Readonly<Record<string, readonly Severity[]>> = {
  all: [],
  critical: ['critical'],
  high: ['critical', 'high'],
};
const tierNames = ['all', 'critical', 'high'] as const;
const missedRules = ['run', 'skip'] as const;

/** Asks when to scan, and shows when that will be. */
export const ScheduleForm = ({ accountId, onDone }: { readonly accountId: string; readonly onDone: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [cron, setCron] = useState<string>('0 3 * * *');
  const [timeZone, setTimeZone] = useState(timeZoneNow);
  const [tier, setTier] = useState<string>('all');
  const [missed, setMissed] = useState<(typeof missedRules)[number]>('run');
  const [blackouts, setBlackouts] = useState<Blackout[]>([]);
  const [settled] = useDebouncedValue(cron, 400);
  const zoneKnown = TimeZone.safeParse(timeZone).success && timeZone !== '';
  const input = { cron, timeZone, missed, blackouts, scope: { severities: [...(tiers[tier] ?? [])] } };
  const refused = refusedFields(ScheduleInput, input);
  const save = useMutation({
    mutationFn: () => api.addSchedule({ params: { accountId }, body: input }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.accounts });
      onDone();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (refused.size === 0 && zoneKnown) save.mutate();
      }}
    >
      <Stack gap="md" className="form">
        <NativeSelect
          label={t('schedules.preset')}
          value={presets.find(([, preset]) => preset === cron)?.[1] ?? ''}
          data={[
            { value: '', label: t('schedules.own') },
            ...presets.map(([key, value]) => ({ value, label: t(`schedules.presets.${key}`) })),
          ]}
          onChange={(event) => event.currentTarget.value && setCron(event.currentTarget.value)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('schedules.cron')}
            description={t('schedules.cronHint')}
            classNames={{ input: 'mono' }}
            required
            value={cron}
            error={refused.has('cron') && t('schedules.cronError')}
            onChange={(event) => setCron(event.currentTarget.value)}
          />
          <Autocomplete
            label={t('schedules.timeZone')}
            description={t('schedules.timeZoneHint')}
            data={Intl.supportedValuesOf('timeZone')}
            limit={20}
            required
            value={timeZone}
            error={!zoneKnown && t('schedules.timeZoneError')}
            onChange={setTimeZone}
          />
        </Group>
        <p className="sentence">
          <CronText cron={cron} timeZone={timeZone} />
        </p>
        {zoneKnown && refused.size === 0 && <SchedulePreview cron={settled.trim()} timeZone={timeZone} />}
        <Group grow align="flex-start">
          <NativeSelect
            label={t('schedules.tier')}
            description={t('schedules.tierHint')}
            value={tier}
            data={tierNames.map((value) => ({ value, label: t(`schedules.tiers.${value}`) }))}
            onChange={(event) => setTier(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('schedules.missed')}
            description={t('schedules.missedHint')}
            value={missed}
            data={missedRules.map((value) => ({ value, label: t(`schedules.missedRules.${value}`) }))}
            onChange={(event) => setMissed(event.currentTarget.value === 'skip' ? 'skip' : 'run')}
          />
        </Group>
        <BlackoutFields value={blackouts} onChange={setBlackouts} />
        {refused.has('blackouts') && (
          <Text size="xs" className="error-text">
            {t('schedules.blackoutError')}
          </Text>
        )}
        <ProblemAlert error={save.error} />
        <FormActions isBusy={save.isPending} onCancel={onDone}>
          {t('schedules.save')}
        </FormActions>
      </Stack>
    </form>
  );
};
