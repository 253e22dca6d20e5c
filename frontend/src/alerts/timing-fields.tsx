import { TimeZone, type AlertRuleInput } from '@cspmexa/contracts';
import { Autocomplete, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWeekdays } from '../format/weekdays.js';

type Timing = AlertRuleInput['timing'];

interface Props {
  readonly timing: Timing;
  readonly timeZone: string;
  /** The zone matters to something else, too. */
  readonly needsZone: boolean;
  readonly refused: ReadonlySet<string>;
  readonly onChange: (patch: Partial<Pick<AlertRuleInput, 'timing' | 'timeZone'>>) => void;
}

const kinds = ['instant', 'daily', 'weekly'] as const satisfies readonly Timing['kind'][];
const usual: Readonly<Record<Timing['kind'], Timing>> = {
  instant: { kind: 'instant', windowMinutes: 5 },
  daily: { kind: 'daily', at: '09:00' },
  weekly: { kind: 'weekly', at: '09:00', weekday: 1 },
};

const keepingTime = (timing: Timing, at: string): Timing => (timing.kind === 'instant' ? timing : { ...timing, at });

/** How often a rule mails, at what time, in which zone. */
export const TimingFields = ({ timing, timeZone, needsZone, refused, onChange }: Props) => {
  const { t } = useTranslation();
  const weekdays = useWeekdays('long');
  const isKnownZone = timeZone !== '' && TimeZone.safeParse(timeZone).success;
  return (
    <>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <NativeSelect
          label={t('alerts.timingLabel')}
          value={timing.kind}
          data={kinds.map((value) => ({ value, label: t(`alerts.timing.${value}`) }))}
          onChange={(event) => {
            const kind = kinds.find((one) => one === event.currentTarget.value);
            if (kind) onChange({ timing: 'at' in timing ? keepingTime(usual[kind], timing.at) : usual[kind] });
          }}
        />
        {timing.kind === 'instant' && (
          <TextInput
            type="number"
            min={1}
            max={1_440}
            label={t('alerts.fields.window')}
            value={timing.windowMinutes}
            error={refused.has('timing.windowMinutes') && t('alerts.windowError')}
            onChange={(event) => onChange({ timing: { ...timing, windowMinutes: Number(event.currentTarget.value) } })}
          />
        )}
        {timing.kind === 'weekly' && (
          <NativeSelect
            label={t('alerts.weekday')}
            value={timing.weekday}
            data={weekdays.map((label, day) => ({ value: String(day), label }))}
            onChange={(event) => onChange({ timing: { ...timing, weekday: Number(event.currentTarget.value) } })}
          />
        )}
        {timing.kind !== 'instant' && (
          <TextInput
            type="time"
            label={t('alerts.time')}
            value={timing.at}
            error={refused.has('timing.at') && t('alerts.timeError')}
            onChange={(event) => onChange({ timing: { ...timing, at: event.currentTarget.value } })}
          />
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t(`alerts.timingHint.${timing.kind}`)}
      </Text>
      {(timing.kind !== 'instant' || needsZone) && (
        <Autocomplete
          label={t('alerts.timeZone')}
          data={Intl.supportedValuesOf('timeZone')}
          limit={20}
          required
          value={timeZone}
          error={!isKnownZone && t('alerts.timeZoneError')}
          onChange={(zone) => onChange({ timeZone: zone })}
        />
      )}
    </>
  );
};
