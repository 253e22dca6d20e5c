import type { AlertRuleInput } from '@cspmexa/contracts';
import { Checkbox, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WeekdayChips } from '../form/weekday-chips.js';

type QuietHours = NonNullable<AlertRuleInput['quietHours']>;

interface Props {
  readonly value: QuietHours | null;
  readonly refused: ReadonlySet<string>;
  readonly onChange: (quietHours: QuietHours | null) => void;
}

const usual: QuietHours = { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', evenCritical: false };

/** Hours in which a rule mails nothing. */
export const QuietFields = ({ value, refused, onChange }: Props) => {
  const { t } = useTranslation();
  const put = (patch: Partial<QuietHours>): void => onChange({ ...(value ?? usual), ...patch });
  return (
    <Stack gap="sm">
      <Switch
        label={t('alerts.quiet.on')}
        description={t('alerts.quiet.hint')}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
      />
      {value && (
        <>
          <WeekdayChips label={t('alerts.quiet.days')} value={value.days} onChange={(days) => put({ days })} />
          {refused.has('quietHours.days') && (
            <Text size="xs" className="error-text">
              {t('alerts.quiet.noDays')}
            </Text>
          )}
          <Group align="flex-start" gap="sm">
            <TextInput
              type="time"
              label={t('alerts.quiet.from')}
              value={value.from}
              error={refused.has('quietHours.from') && t('alerts.timeError')}
              onChange={(event) => put({ from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t('alerts.quiet.to')}
              description={value.to !== '' && value.to <= value.from ? t('alerts.quiet.nextDay') : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={value.to}
              error={refused.has('quietHours.to') && t(value.to === '' ? 'alerts.timeError' : 'alerts.quiet.endless')}
              onChange={(event) => put({ to: event.currentTarget.value })}
            />
          </Group>
          <Checkbox
            label={t('alerts.quiet.evenCritical')}
            checked={value.evenCritical}
            onChange={(event) => put({ evenCritical: event.currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  );
};
